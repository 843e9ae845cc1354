package dev.postern.gateway.protocol.postgres.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The typed messages of a client. */
public enum FrontendType implements FrameType {
  QUERY('Q'),
  PARSE('P'),
  BIND('B'),
  EXECUTE('E'),
  DESCRIBE('D'),
  CLOSE('C'),
  SYNC('S'),
  FLUSH('H'),
  TERMINATE('X'),
  FUNCTION_CALL('F'),
  COPY_DATA('d'),
  COPY_DONE('c'),
  COPY_FAIL('f'),
  /** PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse, told apart by phase. */
  PROOF('p');

  /** Made once: a type is asked for with every message. */
  private static final List<Optional<FrontendType>> BY_BYTE;

  static {
    List<Optional<FrontendType>> types =
        new ArrayList<>(Collections.nCopies(128, Optional.empty()));
    for (FrontendType type : values()) {
      types.set(type.code, Optional.of(type));
    }
    BY_BYTE = List.copyOf(types);
  }

  private final char code;

  FrontendType(char code) {
    this.code = code;
  }

  /** The type that a byte names; a byte over 127 is none. */
  static Optional<FrontendType> of(int code) {
    return code < 0 || code >= BY_BYTE.size() ? Optional.empty() : BY_BYTE.get(code);
  }

  /** Its first byte. */
  public byte code() {
    return (byte) code;
  }

  @Override
  public int longest(WireLimits limits) {
    return switch (this) {
      case QUERY, PARSE -> limits.statement();
      case BIND, FUNCTION_CALL -> limits.values();
      case COPY_DATA -> limits.copy();
      case PROOF -> limits.proof();
      case EXECUTE, DESCRIBE, CLOSE, SYNC, FLUSH, TERMINATE, COPY_DONE, COPY_FAIL ->
          limits.request();
    };
  }

  @Override
  public boolean streamed() {
    return this == COPY_DATA;
  }
}
