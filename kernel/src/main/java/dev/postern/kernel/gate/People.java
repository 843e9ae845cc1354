package dev.postern.kernel.gate;

import dev.postern.kernel.approval.ApprovalDesk;
import java.util.concurrent.Executor;

/**
 * How a gate asks people.
 *
 * @param desk where they are asked
 * @param control runs what may block, in no order, never on the caller's stack; refuses by throwing
 *     {@link java.util.concurrent.RejectedExecutionException} when it is full or has stopped
 */
public record People(ApprovalDesk desk, Executor control) {}
