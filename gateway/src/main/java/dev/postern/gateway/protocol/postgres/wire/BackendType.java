package dev.postern.gateway.protocol.postgres.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The messages of a server. */
public enum BackendType implements FrameType {
  AUTHENTICATION('R'),
  BACKEND_KEY_DATA('K'),
  BIND_COMPLETE('2'),
  CLOSE_COMPLETE('3'),
  COMMAND_COMPLETE('C'),
  COPY_BOTH_RESPONSE('W'),
  COPY_DATA('d'),
  COPY_DONE('c'),
  COPY_IN_RESPONSE('G'),
  COPY_OUT_RESPONSE('H'),
  DATA_ROW('D'),
  EMPTY_QUERY_RESPONSE('I'),
  ERROR_RESPONSE('E'),
  FUNCTION_CALL_RESPONSE('V'),
  NEGOTIATE_PROTOCOL_VERSION('v'),
  NO_DATA('n'),
  NOTICE_RESPONSE('N'),
  NOTIFICATION_RESPONSE('A'),
  PARAMETER_DESCRIPTION('t'),
  PARAMETER_STATUS('S'),
  PARSE_COMPLETE('1'),
  PORTAL_SUSPENDED('s'),
  READY_FOR_QUERY('Z'),
  ROW_DESCRIPTION('T');

  /** Made once: a type is asked for with every message. */
  private static final List<Optional<BackendType>> BY_BYTE;

  static {
    List<Optional<BackendType>> types = new ArrayList<>(Collections.nCopies(128, Optional.empty()));
    for (BackendType type : values()) {
      types.set(type.code, Optional.of(type));
    }
    BY_BYTE = List.copyOf(types);
  }

  private final char code;

  BackendType(char code) {
    this.code = code;
  }

  /** The type that a byte names; a byte over 127 is none. */
  static Optional<BackendType> of(int code) {
    return code < 0 || code >= BY_BYTE.size() ? Optional.empty() : BY_BYTE.get(code);
  }

  /** Its first byte. */
  public byte code() {
    return (byte) code;
  }

  @Override
  public int longest(WireLimits limits) {
    return switch (this) {
      case DATA_ROW -> limits.row();
      case COPY_DATA -> limits.copy();
      case ERROR_RESPONSE, NOTICE_RESPONSE, NOTIFICATION_RESPONSE -> limits.report();
      case ROW_DESCRIPTION,
          PARAMETER_DESCRIPTION,
          COPY_IN_RESPONSE,
          COPY_OUT_RESPONSE,
          COPY_BOTH_RESPONSE ->
          limits.description();
      case FUNCTION_CALL_RESPONSE -> limits.result();
      case AUTHENTICATION,
          BACKEND_KEY_DATA,
          BIND_COMPLETE,
          CLOSE_COMPLETE,
          COMMAND_COMPLETE,
          COPY_DONE,
          EMPTY_QUERY_RESPONSE,
          NEGOTIATE_PROTOCOL_VERSION,
          NO_DATA,
          PARAMETER_STATUS,
          PARSE_COMPLETE,
          PORTAL_SUSPENDED,
          READY_FOR_QUERY ->
          limits.reply();
    };
  }

  @Override
  public boolean streamed() {
    return this == DATA_ROW || this == COPY_DATA;
  }
}
