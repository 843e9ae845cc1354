/**
 * Tests of running sessions over real sockets on loopback, between scripted clients and targets.
 */
@NullMarked
package dev.postern.gateway.drive;

import org.jspecify.annotations.NullMarked;
