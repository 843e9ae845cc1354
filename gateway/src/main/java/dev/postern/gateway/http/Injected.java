package dev.postern.gateway.http;

import io.netty.buffer.ByteBuf;

/**
 * A header field that only the gateway knows: the credential. Compared by identity: connections are
 * shared only under one and the same.
 */
public interface Injected {
  /** No field is added. */
  Injected NONE =
      new Injected() {
        @Override
        public String name() {
          return "";
        }

        @Override
        public boolean printValue(ByteBuf out) {
          return true;
        }
      };

  /** The field's name, lower-case; empty for no field. A session must not give it itself. */
  String name();

  /**
   * Appends the value's octets.
   *
   * @return false when there is none any more
   */
  boolean printValue(ByteBuf out);
}
