package dev.postern.gateway.protocol.postgres.wire;

import java.util.List;
import java.util.Optional;

/**
 * A message that a client may send once it is signed in. Texts and names are in the client's
 * encoding, without the NUL that ends them.
 */
public sealed interface FrontendMessage {
  /** Its type. */
  FrontendType type();

  /** A simple query: one or more statements. */
  record Query(Slice text) implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.QUERY;
    }
  }

  /**
   * Prepares a statement.
   *
   * @param name empty for the unnamed statement
   * @param parameterTypes object ids; 0 leaves a type to the server
   */
  record Parse(Slice name, Slice text, List<Integer> parameterTypes) implements FrontendMessage {
    public Parse {
      parameterTypes = List.copyOf(parameterTypes);
    }

    @Override
    public FrontendType type() {
      return FrontendType.PARSE;
    }
  }

  /**
   * Binds values to a prepared statement, which makes a portal.
   *
   * @param portal empty for the unnamed portal
   * @param statement empty for the unnamed statement
   * @param formats of the values, 0 text and 1 binary: none for all text, one for all, or one each
   * @param values empty is SQL's null
   * @param resultFormats of the columns, as {@code formats}
   */
  record Bind(
      Slice portal,
      Slice statement,
      List<Integer> formats,
      List<Optional<Slice>> values,
      List<Integer> resultFormats)
      implements FrontendMessage {
    public Bind {
      formats = List.copyOf(formats);
      values = List.copyOf(values);
      resultFormats = List.copyOf(resultFormats);
    }

    @Override
    public FrontendType type() {
      return FrontendType.BIND;
    }
  }

  /**
   * Runs a portal.
   *
   * @param maxRows 0 or less for all
   */
  record Execute(Slice portal, int maxRows) implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.EXECUTE;
    }
  }

  /** Asks what a statement or portal takes and gives. */
  record Describe(Named of, Slice name) implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.DESCRIBE;
    }
  }

  /** Drops a statement or portal. */
  record Close(Named of, Slice name) implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.CLOSE;
    }
  }

  /** Ends a group of extended queries. */
  record Sync() implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.SYNC;
    }
  }

  /** Asks for what the server has ready. */
  record Flush() implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.FLUSH;
    }
  }

  /** The client's farewell. */
  record Terminate() implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.TERMINATE;
    }
  }

  /** Calls a function by its object id; values as in {@link Bind}. */
  record FunctionCall(
      int function, List<Integer> formats, List<Optional<Slice>> values, int resultFormat)
      implements FrontendMessage {
    public FunctionCall {
      formats = List.copyOf(formats);
      values = List.copyOf(values);
    }

    @Override
    public FrontendType type() {
      return FrontendType.FUNCTION_CALL;
    }
  }

  /**
   * A run of COPY's data, as much as had arrived.
   *
   * @param ended how many CopyData messages ended in it
   * @param unfinished whether more of the last one is to come
   */
  record CopyData(int ended, boolean unfinished) implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.COPY_DATA;
    }
  }

  /** COPY's data is whole. */
  record CopyDone() implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.COPY_DONE;
    }
  }

  /** The client gives a COPY up. */
  record CopyFail(Slice reason) implements FrontendMessage {
    @Override
    public FrontendType type() {
      return FrontendType.COPY_FAIL;
    }
  }

  /**
   * A frame whose content is not what its type says. The server answers an error to it and goes on,
   * for the framing still holds; it is never forwarded.
   */
  record Unreadable(FrontendType type, String why) implements FrontendMessage {}

  /** What a name may name. */
  enum Named {
    STATEMENT('S'),
    PORTAL('P');

    private final char code;

    Named(char code) {
      this.code = code;
    }

    byte code() {
      return (byte) code;
    }
  }
}
