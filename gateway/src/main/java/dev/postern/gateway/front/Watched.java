package dev.postern.gateway.front;

import dev.postern.gateway.session.Session;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What operators' machines read, on a listener of its own: {@code /metrics}, and the public
 * documents.
 */
public final class Watched {
  private final Function<String, Sample> metrics;
  private final Predicate<String> admitted;
  private final Documents documents;

  /**
   * What can be read.
   *
   * @param metrics everything as it is now, for what an {@code Accept} field says; may block
   * @param admitted whether an {@code Authorization} field, empty where there is none, may read
   *     them
   */
  public Watched(
      Function<String, Sample> metrics, Predicate<String> admitted, Documents documents) {
    this.metrics = metrics;
    this.admitted = admitted;
    this.documents = documents;
  }

  /**
   * The metrics at one moment.
   *
   * @param type their media type
   */
  public record Sample(String type, byte[] text) {}

  /** A session for a path. */
  public Session open(String path) {
    return path.equals("/metrics") ? new SampleExchange(this) : documents.open();
  }

  Sample sample(String accept) {
    return metrics.apply(accept);
  }

  boolean admits(String authorization) {
    return admitted.test(authorization);
  }
}
