package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Predicate;

/**
 * A small server that keeps transactions, names, pipelines and COPY as PostgreSQL does, on a
 * handful of statements: {@code insert X}, {@code delete X} and {@code update X} (which insert too,
 * for they are only there to be refused), {@code select}, {@code select X}, {@code begin}, {@code
 * commit}, {@code rollback}, {@code fail}, {@code copy X from stdin}, {@code copy t to stdout},
 * {@code prepare NAME as ...}, {@code deallocate NAME}, {@code execute NAME(VALUE)}, {@code fetch
 * PORTAL}.
 */
final class ModelServer {
  private final FrontendFrames in = new FrontendFrames(WireLimits.DEFAULT);
  private final ModelVoice voice = new ModelVoice();
  private final ModelDatabase database;
  private boolean skipping;
  private boolean copying;
  private boolean copyIsSimple;
  private List<String> rest = List.of();
  private boolean terminated;

  /**
   * A server.
   *
   * @param forbidden texts that it refuses by itself, as it does with syntax errors
   */
  ModelServer(Predicate<String> forbidden) {
    this.database = new ModelDatabase(forbidden, voice);
  }

  /** What committed transactions left. */
  List<String> table() {
    return database.table();
  }

  /** Every statement that ran, whatever became of its transaction. */
  List<String> ran() {
    return List.copyOf(database.ran);
  }

  TransactionStatus status() {
    return database.status;
  }

  boolean terminated() {
    return terminated;
  }

  /** Takes bytes and answers with what the server would have flushed. */
  byte[] receive(byte[] bytes) {
    in.add(ByteBuffer.wrap(bytes));
    while (!terminated
        && in.next() instanceof Read.Message<FrontendMessage>(FrontendMessage message, Slice raw)) {
      take(message, raw);
    }
    return voice.taken();
  }

  private void take(FrontendMessage message, Slice raw) {
    if (copying) {
      copy(message, raw);
      return;
    }
    if (message.type() == FrontendType.SYNC) {
      skipping = false;
    }
    if (message.type() == FrontendType.TERMINATE) {
      terminated = true;
      return;
    }
    if (skipping) {
      return;
    }
    try {
      run(message);
    } catch (ModelDatabase.Failure failure) {
      fail(failure);
      boolean extended =
          switch (message.type()) {
            case PARSE, BIND, EXECUTE, DESCRIBE, CLOSE -> true;
            default -> false;
          };
      skipping = extended;
      if (!extended) {
        voice.ready(database.status);
      }
    }
  }

  private void run(FrontendMessage message) throws ModelDatabase.Failure {
    switch (message) {
      case FrontendMessage.Query(Slice text) -> query(text.text());
      case FrontendMessage.Parse parse -> parse(parse);
      case FrontendMessage.Bind bind -> bind(bind);
      case FrontendMessage.Execute execute -> execute(execute);
      case FrontendMessage.Describe describe -> describe(describe);
      case FrontendMessage.Close close -> {
        if (close.of() == FrontendMessage.Named.STATEMENT) {
          database.statements.remove(Names.key(close.name()));
        } else {
          database.portals.remove(Names.key(close.name()));
        }
        voice.say(new BackendMessage.CloseComplete());
      }
      case FrontendMessage.Sync sync -> {
        if (database.status == TransactionStatus.IDLE) {
          database.commit();
        }
        voice.ready(database.status);
      }
      case FrontendMessage.Flush flush -> voice.flush();
      case FrontendMessage.FunctionCall call ->
          throw new ModelDatabase.Failure("42883", "no such function");
      case FrontendMessage.CopyData stray -> {}
      case FrontendMessage.CopyDone stray -> {}
      case FrontendMessage.CopyFail stray -> {}
      case FrontendMessage.Terminate terminate -> {}
      case FrontendMessage.Unreadable unreadable ->
          throw new ModelDatabase.Failure("08P01", unreadable.why());
    }
  }

  private void query(String text) throws ModelDatabase.Failure {
    database.statements.remove("");
    List<String> parts = database.parts(text);
    database.portals.remove("");
    if (parts.isEmpty()) {
      voice.say(new BackendMessage.EmptyQueryResponse());
      voice.ready(database.status);
      return;
    }
    going(parts);
  }

  /** Runs statements of a simple query until one waits for COPY's data. */
  private void going(List<String> parts) throws ModelDatabase.Failure {
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      database.refuseInFailed(part);
      ModelDatabase.Cursor fetched =
          part.startsWith("fetch ") ? database.portals.get(part.substring(6)) : null;
      if (part.startsWith("select") || fetched != null && fetched.text.startsWith("select")) {
        voice.say(new BackendMessage.RowDescription(List.of()));
      }
      if (ModelDatabase.copiesIn(part)) {
        rest = parts.subList(i + 1, parts.size());
        beginCopy(true);
        return;
      }
      database.statement(new ModelDatabase.Cursor(part), 0);
    }
    if (database.status == TransactionStatus.IDLE) {
      database.commit();
    }
    voice.ready(database.status);
  }

  private void parse(FrontendMessage.Parse parse) throws ModelDatabase.Failure {
    String name = Names.key(parse.name());
    if (name.isEmpty()) {
      database.statements.remove("");
    }
    List<String> parts = database.parts(parse.text().text());
    if (parts.size() > 1) {
      throw new ModelDatabase.Failure(
          "42601", "cannot insert multiple commands into a prepared statement");
    }
    String text = parts.isEmpty() ? "" : parts.getFirst();
    database.refuseInFailed(text);
    if (database.statements.containsKey(name)) {
      throw new ModelDatabase.Failure(
          "42P05", "prepared statement \"" + name + "\" already exists");
    }
    database.statements.put(name, text);
    voice.say(new BackendMessage.ParseComplete());
  }

  private void bind(FrontendMessage.Bind bind) throws ModelDatabase.Failure {
    String text = database.statements.get(Names.key(bind.statement()));
    if (text == null) {
      throw new ModelDatabase.Failure(
          "26000", ModelDatabase.missing("prepared statement", bind.statement()));
    }
    database.refuseInFailed(text);
    String name = Names.key(bind.portal());
    if (!name.isEmpty() && database.portals.containsKey(name)) {
      throw new ModelDatabase.Failure("42P03", "cursor \"" + name + "\" already exists");
    }
    String value =
        bind.values().isEmpty() ? "" : bind.values().getFirst().map(Slice::text).orElse("");
    database.portals.put(name, new ModelDatabase.Cursor(text.replace("$1", value)));
    voice.say(new BackendMessage.BindComplete());
  }

  private void execute(FrontendMessage.Execute execute) throws ModelDatabase.Failure {
    ModelDatabase.Cursor cursor = database.portals.get(Names.key(execute.portal()));
    if (cursor == null) {
      throw new ModelDatabase.Failure("34000", ModelDatabase.missing("portal", execute.portal()));
    }
    database.refuseInFailed(cursor.text);
    if (cursor.text.isEmpty()) {
      voice.say(new BackendMessage.EmptyQueryResponse());
    } else if (ModelDatabase.copiesIn(cursor.text)) {
      beginCopy(false);
    } else if (cursor.done && !cursor.text.startsWith("select")) {
      throw new ModelDatabase.Failure("55000", "portal \"\" cannot be run");
    } else {
      database.statement(cursor, execute.maxRows());
    }
  }

  private void describe(FrontendMessage.Describe describe) throws ModelDatabase.Failure {
    String key = Names.key(describe.name());
    String text;
    if (describe.of() == FrontendMessage.Named.STATEMENT) {
      text = database.statements.get(key);
      if (text == null) {
        throw new ModelDatabase.Failure(
            "26000", ModelDatabase.missing("prepared statement", describe.name()));
      }
    } else {
      ModelDatabase.Cursor cursor = database.portals.get(key);
      if (cursor == null) {
        throw new ModelDatabase.Failure("34000", ModelDatabase.missing("portal", describe.name()));
      }
      text = cursor.text;
    }
    database.refuseInFailed(text);
    if (describe.of() == FrontendMessage.Named.STATEMENT) {
      voice.say(new BackendMessage.ParameterDescription(List.of()));
    }
    voice.say(
        text.startsWith("select")
            ? new BackendMessage.RowDescription(List.of())
            : new BackendMessage.NoData());
  }

  private void beginCopy(boolean simple) {
    copying = true;
    copyIsSimple = simple;
    voice.say(new BackendMessage.CopyInResponse(0, List.of()));
    voice.flush();
  }

  private void copy(FrontendMessage message, Slice raw) {
    try {
      switch (message) {
        case FrontendMessage.CopyData data -> {
          if (raw.text().contains("!")) {
            throw new ModelDatabase.Failure("22P02", "bad data");
          }
        }
        case FrontendMessage.CopyDone done -> {
          copying = false;
          database.pending.add("copied");
          database.ran.add("copy");
          voice.tag("COPY 1");
          if (copyIsSimple) {
            going(rest);
          }
        }
        case FrontendMessage.CopyFail(Slice reason) ->
            throw new ModelDatabase.Failure("57014", "COPY from stdin failed: " + reason.text());
        case FrontendMessage.Sync sync -> {}
        case FrontendMessage.Flush flush -> {}
        default -> {
          terminated = true;
          throw new ModelDatabase.Failure(
              "08P01",
              "unexpected message type 0x"
                  + Integer.toHexString(message.type().code())
                  + " during COPY from stdin");
        }
      }
    } catch (ModelDatabase.Failure failure) {
      copying = false;
      fail(failure);
      skipping = !copyIsSimple;
      if (terminated) {
        voice.say(
            new BackendMessage.ErrorResponse(
                Report.of(
                    "FATAL",
                    "08P01",
                    "terminating connection because protocol synchronization was lost")));
        voice.flush();
      } else if (copyIsSimple) {
        voice.ready(database.status);
      }
    }
  }

  private void fail(ModelDatabase.Failure failure) {
    voice.say(
        new BackendMessage.ErrorResponse(
            Report.of("ERROR", failure.sqlState, String.valueOf(failure.getMessage()))));
    voice.flush();
    database.failed();
  }
}
