package dev.postern.acceptance.keycloak;

import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The cookies of one host, by path and name. Like browsers, and unlike the JDK's own store, it
 * sends secure cookies to loopback without TLS.
 */
final class Cookies {
  private final Map<String, Map<String, String>> byPath = new LinkedHashMap<>();

  /** Keeps what a response sets, and drops what it ends. */
  void keep(HttpResponse<?> response) {
    for (String header : response.headers().allValues("Set-Cookie")) {
      for (HttpCookie cookie : HttpCookie.parse(header)) {
        String path = Objects.requireNonNullElse(cookie.getPath(), "/");
        Map<String, String> cookies = byPath.computeIfAbsent(path, _ -> new LinkedHashMap<>());
        if (cookie.getMaxAge() == 0) {
          cookies.remove(cookie.getName());
        } else {
          cookies.put(cookie.getName(), cookie.getValue());
        }
      }
    }
  }

  /** The value of the {@code Cookie} header for an address; empty when there is nothing to send. */
  String header(URI address) {
    return byPath.entrySet().stream()
        .filter(path -> address.getPath().startsWith(path.getKey()))
        .flatMap(path -> path.getValue().entrySet().stream())
        .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }
}
