package dev.postern.gateway.ops.trace;

import java.net.URI;
import java.time.Duration;

/**
 * How traces are told, and their bounds.
 *
 * @param endpoint where spans are posted (OTLP over HTTP), with its path
 * @param oneIn of how many operations without a caller's trace one is traced
 * @param follow whether a caller's own choice counts, which its {@code traceparent} says
 * @param waiting spans that may wait to be told; above it they are dropped and counted
 * @param batch spans that are told at once
 * @param patience how long one telling may take
 */
public record TraceSettings(
    URI endpoint, int oneIn, boolean follow, int waiting, int batch, Duration patience) {
  /** Usual bounds. */
  public static TraceSettings of(URI endpoint, int oneIn, boolean follow) {
    return new TraceSettings(endpoint, oneIn, follow, 4_096, 512, Duration.ofSeconds(10));
  }
}
