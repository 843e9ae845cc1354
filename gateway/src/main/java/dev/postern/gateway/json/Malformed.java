package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;

/** A fault on its way out of the scanner. It has no stack trace: hostile input must stay cheap. */
final class Malformed extends Exception {
  private static final long serialVersionUID = 1;

  private final transient JsonFault fault;

  Malformed(int offset, Reason reason) {
    super(reason.text(), null, false, false);
    this.fault = new JsonFault(offset, reason);
  }

  JsonFault fault() {
    return fault;
  }
}
