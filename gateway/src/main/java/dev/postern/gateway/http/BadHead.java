package dev.postern.gateway.http;

/**
 * Why a head or a body's framing cannot be read. Without a stack: hostile input must stay cheap.
 */
final class BadHead extends Exception {
  private static final long serialVersionUID = 1;

  static final BadHead MALFORMED = new BadHead(HttpFault.MALFORMED);
  static final BadHead LINE_TOO_LONG = new BadHead(HttpFault.LINE_TOO_LONG);
  static final BadHead HEAD_TOO_LARGE = new BadHead(HttpFault.HEAD_TOO_LARGE);
  static final BadHead VERSION = new BadHead(HttpFault.VERSION);

  private final HttpFault fault;

  private BadHead(HttpFault fault) {
    super(fault.text(), null, false, false);
    this.fault = fault;
  }

  /** As a client is told it. */
  HttpFault fault() {
    return fault;
  }
}
