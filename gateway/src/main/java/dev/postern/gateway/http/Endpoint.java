package dev.postern.gateway.http;

import dev.postern.gateway.net.FrameLimits;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where requests to a target go, and how long that may take. Compared by identity: a reload makes
 * new ones, and with them new connections.
 */
public final class Endpoint {
  /**
   * How long things may take.
   *
   * @param connect from dialling to a connection, TLS included
   * @param firstByte from asking to the answer's head
   * @param pause between two pieces of an answer, while it is read
   * @param idle how long an unused connection is kept
   */
  public record Times(Duration connect, Duration firstByte, Duration pause, Duration idle) {}

  private final String host;
  private final int port;
  private final String basePath;
  private final String hostField;
  private final Optional<SslContext> tls;
  private final Times times;
  private final ReplyLimits replies;
  private final int connections;

  /**
   * @param base {@code http} or {@code https} with a host, a path if need be, nothing else
   * @param tls needed for {@code https}
   * @param connections at once, on one event loop
   */
  public Endpoint(
      URI base, Optional<SslContext> tls, Times times, ReplyLimits replies, int connections) {
    boolean secure = "https".equals(base.getScheme());
    if (secure != tls.isPresent() || !(secure || "http".equals(base.getScheme()))) {
      throw new IllegalArgumentException("a target is reached by http, or by https with TLS");
    }
    if (base.getHost() == null
        || base.getRawQuery() != null
        || base.getRawFragment() != null
        || base.getRawUserInfo() != null) {
      throw new IllegalArgumentException("a target's address is a host and a path, nothing else");
    }
    this.host = unbracketed(base.getHost());
    this.port = base.getPort() >= 0 ? base.getPort() : secure ? 443 : 80;
    this.hostField = base.getPort() >= 0 ? base.getHost() + ":" + port : base.getHost();
    this.basePath = base.getRawPath() == null ? "" : trimmed(base.getRawPath());
    this.tls = tls;
    this.times = times;
    this.replies = replies;
    this.connections = connections;
  }

  private static String unbracketed(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  private static String trimmed(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  String host() {
    return host;
  }

  int port() {
    return port;
  }

  String hostField() {
    return hostField;
  }

  /** The request target of a path under this address. */
  String requestTarget(String path, String query) {
    String whole = basePath + path;
    String at = whole.isEmpty() ? "/" : whole;
    if (!at.startsWith("/") || at.indexOf('?') >= 0 || at.indexOf('#') >= 0) {
      throw new IllegalArgumentException("a path under a target starts with a slash");
    }
    return query.isEmpty() ? at : at + "?" + query;
  }

  Optional<SslContext> tls() {
    return tls;
  }

  Times times() {
    return times;
  }

  ReplyLimits replies() {
    return replies;
  }

  int connections() {
    return connections;
  }

  FrameLimits unsent() {
    return FrameLimits.DEFAULT;
  }
}
