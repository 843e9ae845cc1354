package dev.postern.gateway.protocol.postgres.wire;

import java.util.List;
import java.util.Optional;

/** A message of a server. Texts are in the client's encoding, without the NUL that ends them. */
public sealed interface BackendMessage {
  /** A request for proof, or that enough was proven. */
  record Authentication(AuthenticationRequest request) implements BackendMessage {}

  /**
   * What a cancel request must show.
   *
   * @param key 4 to 256 bytes
   */
  record BackendKeyData(int process, Slice key) implements BackendMessage {}

  record BindComplete() implements BackendMessage {}

  record CloseComplete() implements BackendMessage {}

  /**
   * A statement ended.
   *
   * @param tag the command and, for some, a count of rows, for example {@code INSERT 0 5}
   */
  record CommandComplete(Slice tag) implements BackendMessage {}

  /** COPY in both directions, which only replication uses. */
  record CopyBothResponse(int format, List<Integer> columns) implements BackendMessage {
    public CopyBothResponse {
      columns = List.copyOf(columns);
    }
  }

  /** The server waits for COPY's data. */
  record CopyInResponse(int format, List<Integer> columns) implements BackendMessage {
    public CopyInResponse {
      columns = List.copyOf(columns);
    }
  }

  /** COPY's data follows. */
  record CopyOutResponse(int format, List<Integer> columns) implements BackendMessage {
    public CopyOutResponse {
      columns = List.copyOf(columns);
    }
  }

  /** A run of COPY's data; see {@link FrontendMessage.CopyData}. */
  record CopyData(int ended, boolean unfinished) implements BackendMessage {}

  record CopyDone() implements BackendMessage {}

  /**
   * A run of rows, as much as had arrived.
   *
   * @param ended how many rows ended in it
   * @param unfinished whether more of the last one is to come
   */
  record DataRows(int ended, boolean unfinished) implements BackendMessage {}

  record EmptyQueryResponse() implements BackendMessage {}

  record ErrorResponse(Report report) implements BackendMessage {}

  record NoticeResponse(Report report) implements BackendMessage {}

  /** What a function gave; empty is SQL's null. */
  record FunctionCallResponse(Optional<Slice> value) implements BackendMessage {}

  /**
   * The server speaks an older minor version or does not know some protocol options.
   *
   * @param newest the version that it speaks, as in a start-up packet
   */
  record NegotiateProtocolVersion(int newest, List<Slice> unknownOptions)
      implements BackendMessage {
    public NegotiateProtocolVersion {
      unknownOptions = List.copyOf(unknownOptions);
    }
  }

  record NoData() implements BackendMessage {}

  record NotificationResponse(int process, Slice channel, Slice payload)
      implements BackendMessage {}

  record ParameterDescription(List<Integer> types) implements BackendMessage {
    public ParameterDescription {
      types = List.copyOf(types);
    }
  }

  record ParameterStatus(Slice name, Slice value) implements BackendMessage {}

  record ParseComplete() implements BackendMessage {}

  record PortalSuspended() implements BackendMessage {}

  record ReadyForQuery(TransactionStatus status) implements BackendMessage {}

  record RowDescription(List<Column> columns) implements BackendMessage {
    public RowDescription {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A column of a result.
   *
   * @param table the object id of the table that it comes from; 0 where it comes from none
   * @param attribute its number there
   * @param type the object id of its type
   * @param typeLength as {@code pg_type.typlen}
   * @param modifier as {@code pg_attribute.atttypmod}
   * @param format 0 text, 1 binary
   */
  record Column(
      Slice name, int table, int attribute, int type, int typeLength, int modifier, int format) {}

  /** Where a session stands between statements. */
  enum TransactionStatus {
    IDLE('I'),
    IN_TRANSACTION('T'),
    FAILED('E');

    private final char code;

    TransactionStatus(char code) {
      this.code = code;
    }

    /** As it is sent. */
    public byte code() {
      return (byte) code;
    }
  }
}
