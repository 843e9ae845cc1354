/**
 * Traces: what an operation passed through, as spans of OpenTelemetry, in the trace that its caller
 * began. Off unless configured. Nothing waits for who reads them, and no identity, statement or
 * argument is in them: a span names the entry of the ledger, which has them.
 */
@NullMarked
package dev.postern.gateway.ops.trace;

import org.jspecify.annotations.NullMarked;
