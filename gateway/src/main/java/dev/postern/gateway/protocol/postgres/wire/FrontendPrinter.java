package dev.postern.gateway.protocol.postgres.wire;

/** Writes what the gateway says to a server itself, as a client would. */
public final class FrontendPrinter {
  private FrontendPrinter() {}

  /** A start packet. */
  public static byte[] print(StartPacket packet) {
    Printer printer = Printer.untyped();
    switch (packet) {
      case StartPacket.SslRequest ssl -> printer.int32(StartPackets.SSL);
      case StartPacket.GssEncRequest gss -> printer.int32(StartPackets.GSS);
      case StartPacket.CancelRequest(int process, Slice key) ->
          printer.int32(StartPackets.CANCEL).int32(process).bytes(key);
      case StartPacket.Startup startup -> {
        printer.int32(startup.major() << 16 | startup.minor());
        for (StartPacket.Parameter parameter : startup.parameters()) {
          if (parameter.name().isEmpty()) {
            throw new IllegalArgumentException("an empty name ends the list");
          }
          printer.string(parameter.name()).string(parameter.value());
        }
        printer.int8(0);
      }
    }
    return printer.end();
  }

  /** PasswordMessage, from a secret that the caller may overwrite afterwards. */
  public static byte[] password(byte[] secret) {
    return Printer.of(FrontendType.PROOF).string(Slice.of(secret)).end();
  }

  /** SASLInitialResponse. */
  public static byte[] saslInitial(Proof.SaslInitial initial) {
    return Printer.of(FrontendType.PROOF)
        .string(initial.mechanism())
        .value(initial.response())
        .end();
  }

  /** SASLResponse. */
  public static byte[] saslResponse(Slice response) {
    return Printer.of(FrontendType.PROOF).bytes(response).end();
  }

  /** CopyData of one message. */
  public static byte[] copyData(Slice data) {
    return Printer.of(FrontendType.COPY_DATA).bytes(data).end();
  }

  /**
   * Any other message.
   *
   * @throws IllegalArgumentException for what only passes through: runs and what cannot be read
   */
  public static byte[] print(FrontendMessage message) {
    Printer printer = Printer.of(message.type());
    return switch (message) {
      case FrontendMessage.Query(Slice text) -> printer.string(text).end();
      case FrontendMessage.Parse parse ->
          printer.string(parse.name()).string(parse.text()).int32s(parse.parameterTypes()).end();
      case FrontendMessage.Bind bind ->
          printer
              .string(bind.portal())
              .string(bind.statement())
              .int16s(bind.formats())
              .values(bind.values())
              .int16s(bind.resultFormats())
              .end();
      case FrontendMessage.Execute(Slice portal, int maxRows) ->
          printer.string(portal).int32(maxRows).end();
      case FrontendMessage.Describe(FrontendMessage.Named of, Slice name) ->
          printer.int8(of.code()).string(name).end();
      case FrontendMessage.Close(FrontendMessage.Named of, Slice name) ->
          printer.int8(of.code()).string(name).end();
      case FrontendMessage.FunctionCall call ->
          printer
              .int32(call.function())
              .int16s(call.formats())
              .values(call.values())
              .int16(call.resultFormat())
              .end();
      case FrontendMessage.CopyFail(Slice reason) -> printer.string(reason).end();
      case FrontendMessage.Sync sync -> printer.end();
      case FrontendMessage.Flush flush -> printer.end();
      case FrontendMessage.Terminate terminate -> printer.end();
      case FrontendMessage.CopyDone done -> printer.end();
      case FrontendMessage.CopyData run ->
          throw new IllegalArgumentException("a run passes as it came");
      case FrontendMessage.Unreadable unreadable ->
          throw new IllegalArgumentException("what cannot be read is not written");
    };
  }
}
