package dev.postern.gateway.protocol.postgres.wire;

import java.util.ArrayList;
import java.util.List;

/** Reads the content of a server's frames. */
final class BackendReader {
  private static final int SALT = 4;
  private static final int MOST_FIELDS = 64;

  private BackendReader() {}

  static BackendMessage read(Framing.Frame<BackendType> frame) throws Malformed {
    Content content = new Content(frame.content());
    BackendMessage message = message(frame.type(), content);
    content.end();
    return message;
  }

  private static BackendMessage message(BackendType type, Content content) throws Malformed {
    return switch (type) {
      case AUTHENTICATION -> new BackendMessage.Authentication(authentication(content));
      case BACKEND_KEY_DATA -> keyData(content);
      case BIND_COMPLETE -> new BackendMessage.BindComplete();
      case CLOSE_COMPLETE -> new BackendMessage.CloseComplete();
      case COMMAND_COMPLETE -> new BackendMessage.CommandComplete(content.string());
      case COPY_BOTH_RESPONSE ->
          new BackendMessage.CopyBothResponse(content.int8(), content.int16s());
      case COPY_IN_RESPONSE -> new BackendMessage.CopyInResponse(content.int8(), content.int16s());
      case COPY_OUT_RESPONSE ->
          new BackendMessage.CopyOutResponse(content.int8(), content.int16s());
      case COPY_DONE -> new BackendMessage.CopyDone();
      case EMPTY_QUERY_RESPONSE -> new BackendMessage.EmptyQueryResponse();
      case ERROR_RESPONSE -> new BackendMessage.ErrorResponse(report(content));
      case NOTICE_RESPONSE -> new BackendMessage.NoticeResponse(report(content));
      case FUNCTION_CALL_RESPONSE -> new BackendMessage.FunctionCallResponse(content.value());
      case NEGOTIATE_PROTOCOL_VERSION -> negotiation(content);
      case NO_DATA -> new BackendMessage.NoData();
      case NOTIFICATION_RESPONSE ->
          new BackendMessage.NotificationResponse(
              content.int32(), content.string(), content.string());
      case PARAMETER_DESCRIPTION -> new BackendMessage.ParameterDescription(content.int32s());
      case PARAMETER_STATUS ->
          new BackendMessage.ParameterStatus(content.string(), content.string());
      case PARSE_COMPLETE -> new BackendMessage.ParseComplete();
      case PORTAL_SUSPENDED -> new BackendMessage.PortalSuspended();
      case READY_FOR_QUERY -> new BackendMessage.ReadyForQuery(status(content.int8()));
      case ROW_DESCRIPTION -> new BackendMessage.RowDescription(columns(content));
      case COPY_DATA, DATA_ROW -> throw new IllegalStateException(type + " is read as a run");
    };
  }

  private static AuthenticationRequest authentication(Content content) throws Malformed {
    int code = content.int32();
    return switch (code) {
      case 0 -> new AuthenticationRequest.Ok();
      case 3 -> new AuthenticationRequest.CleartextPassword();
      case 5 -> new AuthenticationRequest.Md5Password(content.bytes(SALT));
      case 10 -> new AuthenticationRequest.Sasl(mechanisms(content));
      case 11 -> new AuthenticationRequest.SaslContinue(content.rest());
      case 12 -> new AuthenticationRequest.SaslFinal(content.rest());
      default -> {
        for (AuthenticationRequest.Kind kind : AuthenticationRequest.Kind.values()) {
          if (kind.code() == code) {
            yield new AuthenticationRequest.Unsupported(kind, content.rest());
          }
        }
        throw new Malformed("no authentication request has the code " + code);
      }
    };
  }

  private static List<String> mechanisms(Content content) throws Malformed {
    List<String> mechanisms = new ArrayList<>();
    while (true) {
      Slice name = content.string();
      if (name.isEmpty()) {
        return mechanisms;
      }
      mechanisms.add(name.text());
    }
  }

  private static BackendMessage keyData(Content content) throws Malformed {
    int process = content.int32();
    Slice key = content.rest();
    if (key.length() < StartPackets.SHORTEST_KEY || key.length() > StartPackets.LONGEST_KEY) {
      throw new Malformed("a cancel key has 4 to 256 bytes");
    }
    return new BackendMessage.BackendKeyData(process, key);
  }

  private static BackendMessage negotiation(Content content) throws Malformed {
    int newest = content.int32();
    int count = content.int32();
    if (count < 0 || count > content.left()) {
      throw new Malformed("it counts more options than it has");
    }
    List<Slice> options = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      options.add(content.string());
    }
    return new BackendMessage.NegotiateProtocolVersion(newest, options);
  }

  private static Report report(Content content) throws Malformed {
    List<Report.Field> fields = new ArrayList<>();
    while (true) {
      byte code = content.int8();
      if (code == 0) {
        return new Report(fields);
      }
      if (fields.size() == MOST_FIELDS) {
        throw new Malformed("it has more than " + MOST_FIELDS + " fields");
      }
      fields.add(new Report.Field(code, content.string()));
    }
  }

  private static BackendMessage.TransactionStatus status(byte code) throws Malformed {
    for (BackendMessage.TransactionStatus status : BackendMessage.TransactionStatus.values()) {
      if (status.code() == code) {
        return status;
      }
    }
    throw new Malformed("no transaction status has this code");
  }

  private static List<BackendMessage.Column> columns(Content content) throws Malformed {
    int count = content.int16();
    List<BackendMessage.Column> columns = new ArrayList<>(Math.min(count, content.left()));
    for (int i = 0; i < count; i++) {
      columns.add(
          new BackendMessage.Column(
              content.string(),
              content.int32(),
              (short) content.int16(),
              content.int32(),
              (short) content.int16(),
              content.int32(),
              content.int16()));
    }
    return columns;
  }
}
