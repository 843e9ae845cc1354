/**
 * The gateway's own questions to a target: what it offers. They go as a caller's do, through a
 * session, the gate and the ledger, in the name of a principal that no token can prove.
 *
 * <p>A target is as little trusted here as anywhere: everything that it says is bounded by {@link
 * dev.postern.gateway.scan.ScanLimits}, and kept as text.
 */
@NullMarked
package dev.postern.gateway.scan;

import org.jspecify.annotations.NullMarked;
