package dev.postern.gateway.protocol.postgres.wire;

import java.util.List;
import java.util.Optional;

/** Writes what the gateway says to a client itself, as a server would. */
public final class BackendPrinter {
  private BackendPrinter() {}

  /** The answer to a request for encryption. */
  public static byte[] print(BackendFrames.TlsAnswer answer) {
    return new byte[] {(byte) (answer == BackendFrames.TlsAnswer.YES ? 'S' : 'N')};
  }

  /** DataRow; a value that is empty is SQL's null. */
  public static byte[] row(List<Optional<Slice>> values) {
    return Printer.of(BackendType.DATA_ROW).values(values).end();
  }

  /** CopyData of one message. */
  public static byte[] copyData(Slice data) {
    return Printer.of(BackendType.COPY_DATA).bytes(data).end();
  }

  /**
   * Any other message.
   *
   * @throws IllegalArgumentException for runs, which pass as they came
   */
  public static byte[] print(BackendMessage message) {
    return switch (message) {
      case BackendMessage.Authentication(AuthenticationRequest request) -> authentication(request);
      case BackendMessage.BackendKeyData(int process, Slice key) ->
          Printer.of(BackendType.BACKEND_KEY_DATA).int32(process).bytes(key).end();
      case BackendMessage.BindComplete b -> Printer.of(BackendType.BIND_COMPLETE).end();
      case BackendMessage.CloseComplete c -> Printer.of(BackendType.CLOSE_COMPLETE).end();
      case BackendMessage.CommandComplete(Slice tag) ->
          Printer.of(BackendType.COMMAND_COMPLETE).string(tag).end();
      case BackendMessage.CopyBothResponse(int format, List<Integer> columns) ->
          copy(BackendType.COPY_BOTH_RESPONSE, format, columns);
      case BackendMessage.CopyInResponse(int format, List<Integer> columns) ->
          copy(BackendType.COPY_IN_RESPONSE, format, columns);
      case BackendMessage.CopyOutResponse(int format, List<Integer> columns) ->
          copy(BackendType.COPY_OUT_RESPONSE, format, columns);
      case BackendMessage.CopyDone done -> Printer.of(BackendType.COPY_DONE).end();
      case BackendMessage.EmptyQueryResponse e ->
          Printer.of(BackendType.EMPTY_QUERY_RESPONSE).end();
      case BackendMessage.ErrorResponse(Report report) ->
          report(BackendType.ERROR_RESPONSE, report);
      case BackendMessage.NoticeResponse(Report report) ->
          report(BackendType.NOTICE_RESPONSE, report);
      case BackendMessage.FunctionCallResponse(Optional<Slice> value) ->
          Printer.of(BackendType.FUNCTION_CALL_RESPONSE).value(value).end();
      case BackendMessage.NegotiateProtocolVersion(int newest, List<Slice> options) -> {
        Printer printer =
            Printer.of(BackendType.NEGOTIATE_PROTOCOL_VERSION).int32(newest).int32(options.size());
        options.forEach(printer::string);
        yield printer.end();
      }
      case BackendMessage.NoData none -> Printer.of(BackendType.NO_DATA).end();
      case BackendMessage.NotificationResponse(int process, Slice channel, Slice payload) ->
          Printer.of(BackendType.NOTIFICATION_RESPONSE)
              .int32(process)
              .string(channel)
              .string(payload)
              .end();
      case BackendMessage.ParameterDescription(List<Integer> types) ->
          Printer.of(BackendType.PARAMETER_DESCRIPTION).int32s(types).end();
      case BackendMessage.ParameterStatus(Slice name, Slice value) ->
          Printer.of(BackendType.PARAMETER_STATUS).string(name).string(value).end();
      case BackendMessage.ParseComplete p -> Printer.of(BackendType.PARSE_COMPLETE).end();
      case BackendMessage.PortalSuspended p -> Printer.of(BackendType.PORTAL_SUSPENDED).end();
      case BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus status) ->
          Printer.of(BackendType.READY_FOR_QUERY).int8(status.code()).end();
      case BackendMessage.RowDescription(List<BackendMessage.Column> columns) -> columns(columns);
      case BackendMessage.DataRows run -> throw new IllegalArgumentException("a run passes as is");
      case BackendMessage.CopyData run -> throw new IllegalArgumentException("a run passes as is");
    };
  }

  private static byte[] authentication(AuthenticationRequest request) {
    Printer printer = Printer.of(BackendType.AUTHENTICATION);
    switch (request) {
      case AuthenticationRequest.Ok ok -> printer.int32(0);
      case AuthenticationRequest.CleartextPassword cleartext -> printer.int32(3);
      case AuthenticationRequest.Md5Password(Slice salt) -> printer.int32(5).bytes(salt);
      case AuthenticationRequest.Sasl(List<String> mechanisms) -> {
        printer.int32(10);
        mechanisms.forEach(printer::string);
        printer.int8(0);
      }
      case AuthenticationRequest.SaslContinue(Slice data) -> printer.int32(11).bytes(data);
      case AuthenticationRequest.SaslFinal(Slice data) -> printer.int32(12).bytes(data);
      case AuthenticationRequest.Unsupported(AuthenticationRequest.Kind kind, Slice data) ->
          printer.int32(kind.code()).bytes(data);
    }
    return printer.end();
  }

  private static byte[] copy(BackendType type, int format, List<Integer> columns) {
    return Printer.of(type).int8(format).int16s(columns).end();
  }

  private static byte[] report(BackendType type, Report report) {
    Printer printer = Printer.of(type);
    report.fields().forEach(field -> printer.int8(field.code()).string(field.text()));
    return printer.int8(0).end();
  }

  private static byte[] columns(List<BackendMessage.Column> columns) {
    Printer printer = Printer.of(BackendType.ROW_DESCRIPTION).int16(columns.size());
    for (BackendMessage.Column column : columns) {
      printer
          .string(column.name())
          .int32(column.table())
          .int16(column.attribute())
          .int32(column.type())
          .int16(column.typeLength())
          .int32(column.modifier())
          .int16(column.format());
    }
    return printer.end();
  }
}
