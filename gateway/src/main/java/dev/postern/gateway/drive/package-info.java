/**
 * Runs sessions: the one place that joins them to sockets, clocks, sign-in, leases and the gate.
 */
@NullMarked
package dev.postern.gateway.drive;

import org.jspecify.annotations.NullMarked;
