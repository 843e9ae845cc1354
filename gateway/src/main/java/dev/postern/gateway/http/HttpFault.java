package dev.postern.gateway.http;

/**
 * Why the front turns a request away before any session sees it, or a running one. The texts do not
 * depend on the request: what a client sent is never sent back.
 */
public enum HttpFault {
  MALFORMED(400, "malformed", "the request is not well-formed HTTP/1.1"),
  FRAMING(400, "framing", "the length of the request's body is not stated in exactly one way"),
  BAD_TARGET(400, "bad_target", "the request target is not an absolute path"),
  BAD_HOST(400, "bad_host", "the request needs exactly one Host that matches its target"),
  UNKNOWN_HOST(421, "unknown_host", "the gateway is not known by this host name"),
  EXPECTATION(417, "expectation", "the only expectation that is met is 100-continue"),
  TOO_SLOW(408, "too_slow", "the request took too long to arrive"),
  BODY_TOO_LARGE(413, "body_too_large", "the request's body is too large"),
  LINE_TOO_LONG(414, "line_too_long", "the request line is too long"),
  HEAD_TOO_LARGE(431, "head_too_large", "the request's header fields are too many or too large"),
  VERSION(505, "version", "the gateway speaks HTTP/1.1 and HTTP/1.0"),
  TOO_MANY_CONNECTIONS(503, "too_many_connections", "the gateway has too many connections"),
  STOPPING(503, "stopping", "the gateway is stopping"),
  CRASHED(500, "internal", "the gateway failed to handle the request");

  private final int status;
  private final String code;
  private final String text;

  HttpFault(int status, String code, String text) {
    this.status = status;
    this.code = code;
    this.text = text;
  }

  /** The status code (RFC 9110, section 15). */
  public int status() {
    return status;
  }

  /** A stable word for it. */
  public String code() {
    return code;
  }

  /** One sentence for a person. */
  public String text() {
    return text;
  }
}
