package dev.postern.demo.issuer;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request, read whole.
 *
 * @param method its HTTP method
 * @param parameters those of the query and of a form in the body; the first of each name counts
 * @param body the body as text
 */
record Request(String method, Map<String, String> parameters, String body) {
  /** The longest body taken, in bytes. */
  static final int LONGEST_BODY = 16 * 1024;

  /**
   * Reads a request.
   *
   * @throws Refusal when the body is too long or a form cannot be read
   */
  static Request read(HttpExchange exchange) throws IOException, Refusal {
    byte[] bytes = exchange.getRequestBody().readNBytes(LONGEST_BODY + 1);
    if (bytes.length > LONGEST_BODY) {
      throw new Refusal("invalid_request", "the body is too long");
    }
    String body = new String(bytes, StandardCharsets.UTF_8);
    Map<String, String> parameters = new HashMap<>();
    collect(Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""), parameters);
    String type =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type")).orElse("");
    if (type.startsWith("application/x-www-form-urlencoded")) {
      collect(body, parameters);
    }
    return new Request(exchange.getRequestMethod(), Map.copyOf(parameters), body);
  }

  /** A parameter; the empty string where there is none. */
  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /**
   * A parameter that must be there.
   *
   * @throws Refusal when it is not
   */
  String demanded(String name) throws Refusal {
    if (parameter(name).isEmpty()) {
      throw new Refusal("invalid_request", name + " is missing");
    }
    return parameter(name);
  }

  private static void collect(String encoded, Map<String, String> into) throws Refusal {
    for (String pair : encoded.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        into.putIfAbsent(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
      }
    }
  }

  private static String decoded(String text) throws Refusal {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Refusal("invalid_request", "a parameter is not URL-encoded");
    }
  }
}
