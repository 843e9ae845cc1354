package dev.postern.demo.issuer;

import dev.postern.demo.wire.Json;
import java.net.URI;
import java.util.Map;

/**
 * An answer to send.
 *
 * @param type the media type of the body
 * @param headers further headers
 */
record Answer(int status, String type, String body, Map<String, String> headers) {
  static Answer json(int status, Object body) {
    return new Answer(
        status, "application/json", Json.written(body), Map.of("Cache-Control", "no-store"));
  }

  /** JSON that is text already. */
  static Answer written(String json) {
    return new Answer(200, "application/json", json, Map.of());
  }

  static Answer page(int status, String html) {
    return new Answer(
        status,
        "text/html;charset=utf-8",
        html,
        Map.of("Cache-Control", "no-store", "Content-Security-Policy", "frame-ancestors 'none'"));
  }

  static Answer redirect(URI to) {
    return new Answer(302, "text/plain", "", Map.of("Location", to.toString()));
  }
}
