package dev.postern.gateway.protocol.postgres.wire;

/** Reads the content of a client's frames. */
final class FrontendReader {
  private FrontendReader() {}

  static FrontendMessage read(Framing.Frame<FrontendType> frame) {
    try {
      Content content = new Content(frame.content());
      FrontendMessage message = message(frame.type(), content);
      content.end();
      return message;
    } catch (Malformed malformed) {
      return new FrontendMessage.Unreadable(frame.type(), String.valueOf(malformed.getMessage()));
    }
  }

  private static FrontendMessage message(FrontendType type, Content content) throws Malformed {
    return switch (type) {
      case QUERY -> new FrontendMessage.Query(content.string());
      case PARSE -> new FrontendMessage.Parse(content.string(), content.string(), content.int32s());
      case BIND ->
          new FrontendMessage.Bind(
              content.string(),
              content.string(),
              content.int16s(),
              content.values(),
              content.int16s());
      case EXECUTE -> new FrontendMessage.Execute(content.string(), content.int32());
      case DESCRIBE -> new FrontendMessage.Describe(named(content), content.string());
      case CLOSE -> new FrontendMessage.Close(named(content), content.string());
      case SYNC -> new FrontendMessage.Sync();
      case FLUSH -> new FrontendMessage.Flush();
      case TERMINATE -> {
        // The server ends the session before it looks at what stands in its content.
        content.rest();
        yield new FrontendMessage.Terminate();
      }
      case FUNCTION_CALL ->
          new FrontendMessage.FunctionCall(
              content.int32(), content.int16s(), content.values(), content.int16());
      case COPY_DONE -> {
        // The server ignores what stands in its content.
        content.rest();
        yield new FrontendMessage.CopyDone();
      }
      case COPY_FAIL -> {
        Slice reason = content.string();
        // Nor does it look behind the reason.
        content.rest();
        yield new FrontendMessage.CopyFail(reason);
      }
      case COPY_DATA, PROOF -> throw new IllegalStateException(type + " is read elsewhere");
    };
  }

  private static FrontendMessage.Named named(Content content) throws Malformed {
    byte code = content.int8();
    for (FrontendMessage.Named named : FrontendMessage.Named.values()) {
      if (named.code() == code) {
        return named;
      }
    }
    throw new Malformed("it names neither a statement nor a portal");
  }
}
