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
        public boolean printValue(ByteBuf out, int behind) {
          return true;
        }
      };

  /** The field's name, lower-case; empty for no field. A session must not give it itself. */
  String name();

  /**
   * Appends the value's octets, having made room first: a buffer that grew later would leave them
   * behind in the memory that it had.
   *
   * @param behind how many octets will be written behind them
   * @return false when there is none any more
   */
  boolean printValue(ByteBuf out, int behind);
}
