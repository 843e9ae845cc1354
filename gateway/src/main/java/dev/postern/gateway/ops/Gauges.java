package dev.postern.gateway.ops;

import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Where gauges are read when somebody scrapes: on a thread that may block, but none of these does.
 *
 * @param connections of clients, by listener
 * @param unanswered requests for approval without an answer
 * @param oldest the age in seconds of the oldest of them; 0 where there is none
 * @param locks that stand, by scope
 * @param leases the age in seconds of each secret, by the credential's name
 * @param queues by name
 */
public record Gauges(
    Supplier<Map<String, Integer>> connections,
    LongSupplier mcpSessions,
    LongSupplier unanswered,
    LongSupplier oldest,
    LongSupplier grants,
    Supplier<Map<String, Long>> locks,
    Supplier<Map<String, Long>> leases,
    LongSupplier epoch,
    BooleanSupplier ready,
    BooleanSupplier draining,
    Supplier<Map<String, Fill>> queues) {
  /**
   * How full a queue is.
   *
   * @param length what waits
   * @param bound the most that may
   */
  public record Fill(long length, long bound) {}
}
