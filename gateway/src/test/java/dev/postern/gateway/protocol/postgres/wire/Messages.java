package dev.postern.gateway.protocol.postgres.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** One of each message, and two where a message has two shapes. */
final class Messages {
  private Messages() {}

  static Slice text(String text) {
    return Slice.of(text);
  }

  static final List<FrontendMessage> FRONTEND =
      List.of(
          new FrontendMessage.Query(text("select 1; select 'naïve'")),
          new FrontendMessage.Query(text("")),
          new FrontendMessage.Parse(text("s1"), text("select $1::int"), List.of(23, 0, -1)),
          new FrontendMessage.Parse(text(""), text(""), List.of()),
          new FrontendMessage.Bind(
              text("p"),
              text("s1"),
              List.of(0, 1),
              List.of(Optional.of(text("7")), Optional.empty(), Optional.of(Slice.EMPTY)),
              List.of(1)),
          new FrontendMessage.Bind(text(""), text(""), List.of(), List.of(), List.of()),
          new FrontendMessage.Execute(text("p"), 100),
          new FrontendMessage.Execute(text(""), -5),
          new FrontendMessage.Describe(FrontendMessage.Named.STATEMENT, text("s1")),
          new FrontendMessage.Describe(FrontendMessage.Named.PORTAL, text("")),
          new FrontendMessage.Close(FrontendMessage.Named.STATEMENT, text("s1")),
          new FrontendMessage.Close(FrontendMessage.Named.PORTAL, text("p")),
          new FrontendMessage.Sync(),
          new FrontendMessage.Flush(),
          new FrontendMessage.Terminate(),
          new FrontendMessage.FunctionCall(
              65_536, List.of(1), List.of(Optional.of(text("x")), Optional.empty()), 1),
          new FrontendMessage.CopyDone(),
          new FrontendMessage.CopyFail(text("enough")));

  static final List<StartPacket> STARTS =
      List.of(
          new StartPacket.SslRequest(),
          new StartPacket.GssEncRequest(),
          new StartPacket.CancelRequest(4711, text("key4")),
          new StartPacket.CancelRequest(-1, Slice.of(new byte[32])),
          new StartPacket.CancelRequest(0, Slice.of(new byte[256])),
          new StartPacket.Startup(3, 0, List.of()),
          new StartPacket.Startup(
              3,
              2,
              List.of(
                  new StartPacket.Parameter(text("user"), text("reporting~token")),
                  new StartPacket.Parameter(text("application_name"), text("")))));

  static final List<BackendMessage> BACKEND =
      List.of(
          new BackendMessage.Authentication(new AuthenticationRequest.Ok()),
          new BackendMessage.Authentication(new AuthenticationRequest.CleartextPassword()),
          new BackendMessage.Authentication(new AuthenticationRequest.Md5Password(text("salt"))),
          new BackendMessage.Authentication(
              new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"))),
          new BackendMessage.Authentication(new AuthenticationRequest.SaslContinue(text("r=1"))),
          new BackendMessage.Authentication(new AuthenticationRequest.SaslFinal(text("v=2"))),
          new BackendMessage.Authentication(
              new AuthenticationRequest.Unsupported(
                  AuthenticationRequest.Kind.GSS_CONTINUE, text("x"))),
          new BackendMessage.BackendKeyData(12, text("key4")),
          new BackendMessage.BackendKeyData(12, Slice.of(new byte[32])),
          new BackendMessage.BindComplete(),
          new BackendMessage.CloseComplete(),
          new BackendMessage.CommandComplete(text("INSERT 0 5")),
          new BackendMessage.CopyBothResponse(0, List.of()),
          new BackendMessage.CopyInResponse(1, List.of(1, 1)),
          new BackendMessage.CopyOutResponse(0, List.of(0)),
          new BackendMessage.CopyDone(),
          new BackendMessage.EmptyQueryResponse(),
          new BackendMessage.ErrorResponse(
              Report.of("ERROR", "42501", "no").with('D', "why").with('x', "new")),
          new BackendMessage.ErrorResponse(new Report(List.of())),
          new BackendMessage.NoticeResponse(Report.of("NOTICE", "00000", "hello")),
          new BackendMessage.FunctionCallResponse(Optional.of(text("value"))),
          new BackendMessage.FunctionCallResponse(Optional.empty()),
          new BackendMessage.NegotiateProtocolVersion(196_608, List.of(text("_pq_.new"))),
          new BackendMessage.NoData(),
          new BackendMessage.NotificationResponse(9, text("channel"), text("payload")),
          new BackendMessage.ParameterDescription(List.of(23, 25)),
          new BackendMessage.ParameterStatus(text("TimeZone"), text("UTC")),
          new BackendMessage.ParseComplete(),
          new BackendMessage.PortalSuspended(),
          new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IDLE),
          new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IN_TRANSACTION),
          new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.FAILED),
          new BackendMessage.RowDescription(
              List.of(
                  new BackendMessage.Column(text("id"), 16_384, 1, 23, 4, -1, 0),
                  new BackendMessage.Column(text("?column?"), 0, -2, 25, -1, -1, 1))));

  /** A frame as anybody could send it. */
  static byte[] frame(int type, int length, byte... content) {
    byte[] frame = new byte[5 + content.length];
    frame[0] = (byte) type;
    frame[1] = (byte) (length >> 24);
    frame[2] = (byte) (length >> 16);
    frame[3] = (byte) (length >> 8);
    frame[4] = (byte) length;
    System.arraycopy(content, 0, frame, 5, content.length);
    return frame;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
