package dev.postern.gateway.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** A target to print requests for. */
final class Printing {
  private static final Duration TIME = Duration.ofSeconds(1);

  static final Endpoint TARGET =
      new Endpoint(
          URI.create("http://target.test/base/"),
          Optional.empty(),
          new Endpoint.Times(TIME, TIME, TIME, TIME),
          ReplyLimits.DEFAULT,
          1);

  private Printing() {}

  /** The first words of a request, once more for the target. */
  static String underBase(String first) {
    int path = first.indexOf(' ') + 1;
    return first.substring(0, path) + "/base" + first.substring(path);
  }
}
