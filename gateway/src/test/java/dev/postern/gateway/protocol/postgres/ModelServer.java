package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendType;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final int ROWS = 3;

  private final FrontendFrames in = new FrontendFrames(WireLimits.DEFAULT);
  private final ByteArrayOutputStream buffered = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Predicate<String> forbidden;
  private final Map<String, String> statements = new HashMap<>();
  private final Map<String, Cursor> portals = new HashMap<>();
  private final List<String> committed = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private final List<String> ran = new ArrayList<>();
  private TransactionStatus status = TransactionStatus.IDLE;
  private boolean skipping;
  private boolean copying;
  private boolean copyIsSimple;
  private List<String> rest = List.of();
  private boolean terminated;

  /** A portal. */
  private static final class Cursor {
    private final String text;
    private int given;
    private boolean done;

    Cursor(String text) {
      this.text = text;
    }
  }

  /** What a statement fails with. */
  private static final class Failure extends Exception {
    private final String sqlState;

    Failure(String sqlState, String message) {
      super(message);
      this.sqlState = sqlState;
    }
  }

  /**
   * A server.
   *
   * @param forbidden texts that it refuses by itself, as it does with syntax errors
   */
  ModelServer(Predicate<String> forbidden) {
    this.forbidden = forbidden;
  }

  /** What committed transactions left. */
  List<String> table() {
    return List.copyOf(committed);
  }

  /** Every statement that ran, whatever became of its transaction. */
  List<String> ran() {
    return List.copyOf(ran);
  }

  TransactionStatus status() {
    return status;
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
    byte[] said = out.toByteArray();
    out.reset();
    return said;
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
    } catch (Failure failure) {
      fail(failure);
      boolean extended =
          switch (message.type()) {
            case PARSE, BIND, EXECUTE, DESCRIBE, CLOSE -> true;
            default -> false;
          };
      skipping = extended;
      if (!extended) {
        ready();
      }
    }
  }

  private void run(FrontendMessage message) throws Failure {
    switch (message) {
      case FrontendMessage.Query(Slice text) -> query(text.text());
      case FrontendMessage.Parse parse -> parse(parse);
      case FrontendMessage.Bind bind -> bind(bind);
      case FrontendMessage.Execute execute -> execute(execute);
      case FrontendMessage.Describe describe -> describe(describe);
      case FrontendMessage.Close close -> {
        if (close.of() == FrontendMessage.Named.STATEMENT) {
          statements.remove(Names.key(close.name()));
        } else {
          portals.remove(Names.key(close.name()));
        }
        say(new BackendMessage.CloseComplete());
      }
      case FrontendMessage.Sync sync -> {
        if (status == TransactionStatus.IDLE) {
          commit();
        }
        ready();
      }
      case FrontendMessage.Flush flush -> flush();
      case FrontendMessage.FunctionCall call -> throw new Failure("42883", "no such function");
      case FrontendMessage.CopyData stray -> {}
      case FrontendMessage.CopyDone stray -> {}
      case FrontendMessage.CopyFail stray -> {}
      case FrontendMessage.Terminate terminate -> {}
      case FrontendMessage.Unreadable unreadable -> throw new Failure("08P01", unreadable.why());
    }
  }

  private void query(String text) throws Failure {
    statements.remove("");
    List<String> parts = parts(text);
    portals.remove("");
    if (parts.isEmpty()) {
      say(new BackendMessage.EmptyQueryResponse());
      ready();
      return;
    }
    going(parts);
  }

  /** Runs statements of a simple query until one waits for COPY's data. */
  private void going(List<String> parts) throws Failure {
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      refuseInFailed(part);
      Cursor fetched = part.startsWith("fetch ") ? portals.get(part.substring(6)) : null;
      if (part.startsWith("select") || fetched != null && fetched.text.startsWith("select")) {
        say(new BackendMessage.RowDescription(List.of()));
      }
      if (copiesIn(part)) {
        rest = parts.subList(i + 1, parts.size());
        beginCopy(true);
        return;
      }
      statement(new Cursor(part), 0);
    }
    if (status == TransactionStatus.IDLE) {
      commit();
    }
    ready();
  }

  private List<String> parts(String text) throws Failure {
    if (forbidden.test(text)) {
      throw new Failure("42501", "no rule permits this");
    }
    List<String> parts = new ArrayList<>();
    for (String part : text.split(";", -1)) {
      if (!part.isBlank()) {
        parts.add(known(part.strip()));
      }
    }
    return parts;
  }

  private static String known(String part) throws Failure {
    boolean known =
        part.matches(
            "(insert|delete|update) \\S+|select( \\S+)?|begin|commit|rollback|fail"
                + "|copy t to stdout|copy \\S+ from stdin"
                + "|prepare \\S+ as .+|deallocate \\S+|execute \\w+(\\(\\w*\\))?|fetch \\w+");
    if (!known) {
      throw new Failure("42601", "syntax error at or near \"" + part.split(" ")[0] + "\"");
    }
    return part;
  }

  private static boolean copiesIn(String part) {
    return part.matches("copy \\S+ from stdin");
  }

  private void refuseInFailed(String part) throws Failure {
    if (status == TransactionStatus.FAILED && !part.matches("commit|rollback")) {
      throw new Failure("25P02", "current transaction is aborted");
    }
  }

  private void parse(FrontendMessage.Parse parse) throws Failure {
    String name = Names.key(parse.name());
    if (name.isEmpty()) {
      statements.remove("");
    }
    List<String> parts = parts(parse.text().text());
    if (parts.size() > 1) {
      throw new Failure("42601", "cannot insert multiple commands into a prepared statement");
    }
    String text = parts.isEmpty() ? "" : parts.getFirst();
    refuseInFailed(text);
    if (statements.containsKey(name)) {
      throw new Failure("42P05", "prepared statement \"" + name + "\" already exists");
    }
    statements.put(name, text);
    say(new BackendMessage.ParseComplete());
  }

  private void bind(FrontendMessage.Bind bind) throws Failure {
    String text = statements.get(Names.key(bind.statement()));
    if (text == null) {
      throw new Failure("26000", missing("prepared statement", bind.statement()));
    }
    refuseInFailed(text);
    String name = Names.key(bind.portal());
    if (!name.isEmpty() && portals.containsKey(name)) {
      throw new Failure("42P03", "cursor \"" + name + "\" already exists");
    }
    String value =
        bind.values().isEmpty() ? "" : bind.values().getFirst().map(Slice::text).orElse("");
    portals.put(name, new Cursor(text.replace("$1", value)));
    say(new BackendMessage.BindComplete());
  }

  private static String missing(String what, Slice name) {
    return name.isEmpty() && what.startsWith("prepared")
        ? "unnamed prepared statement does not exist"
        : what + " \"" + name.text() + "\" does not exist";
  }

  private void execute(FrontendMessage.Execute execute) throws Failure {
    Cursor cursor = portals.get(Names.key(execute.portal()));
    if (cursor == null) {
      throw new Failure("34000", missing("portal", execute.portal()));
    }
    refuseInFailed(cursor.text);
    if (cursor.text.isEmpty()) {
      say(new BackendMessage.EmptyQueryResponse());
    } else if (copiesIn(cursor.text)) {
      beginCopy(false);
    } else if (cursor.done && !cursor.text.startsWith("select")) {
      throw new Failure("55000", "portal \"\" cannot be run");
    } else {
      statement(cursor, execute.maxRows());
    }
  }

  private void describe(FrontendMessage.Describe describe) throws Failure {
    String key = Names.key(describe.name());
    String text;
    if (describe.of() == FrontendMessage.Named.STATEMENT) {
      text = statements.get(key);
      if (text == null) {
        throw new Failure("26000", missing("prepared statement", describe.name()));
      }
    } else {
      Cursor cursor = portals.get(key);
      if (cursor == null) {
        throw new Failure("34000", missing("portal", describe.name()));
      }
      text = cursor.text;
    }
    refuseInFailed(text);
    if (describe.of() == FrontendMessage.Named.STATEMENT) {
      say(new BackendMessage.ParameterDescription(List.of()));
    }
    say(
        text.startsWith("select")
            ? new BackendMessage.RowDescription(List.of())
            : new BackendMessage.NoData());
  }

  private void statement(Cursor cursor, int maxRows) throws Failure {
    String[] words = cursor.text.split(" ");
    ran.add(cursor.text);
    switch (words[0]) {
      case "insert", "delete", "update" -> {
        pending.add(words.length > 1 ? words[1] : "");
        tag("INSERT 0 1");
      }
      case "select" -> {
        select(cursor, maxRows);
        return;
      }
      case "begin" -> {
        status = TransactionStatus.IN_TRANSACTION;
        tag("BEGIN");
      }
      case "commit" -> {
        boolean failed = status == TransactionStatus.FAILED;
        status = TransactionStatus.IDLE;
        if (failed) {
          abort();
        } else {
          commit();
        }
        tag(failed ? "ROLLBACK" : "COMMIT");
      }
      case "rollback" -> {
        status = TransactionStatus.IDLE;
        abort();
        tag("ROLLBACK");
      }
      case "copy" -> {
        say(new BackendMessage.CopyOutResponse(0, List.of()));
        buffered.writeBytes(BackendPrinter.copyData(Slice.of("row\n")));
        say(new BackendMessage.CopyDone());
        tag("COPY 1");
      }
      case "prepare" -> {
        if (statements.putIfAbsent(words[1], cursor.text.substring(cursor.text.indexOf(" as ") + 4))
            != null) {
          throw new Failure("42P05", "prepared statement exists");
        }
        tag("PREPARE");
      }
      case "deallocate" -> {
        if (statements.remove(words[1]) == null) {
          throw new Failure("26000", "prepared statement does not exist");
        }
        tag("DEALLOCATE");
      }
      case "execute" -> {
        String[] call = words[1].split("[()]");
        String text = statements.get(call[0]);
        if (text == null) {
          throw new Failure("26000", missing("prepared statement", Slice.of(call[0])));
        }
        statement(new Cursor(text.replace("$1", call.length > 1 ? call[1] : "")), 0);
      }
      case "fetch" -> {
        Cursor fetched = portals.get(words[1]);
        if (fetched == null) {
          throw new Failure("34000", missing("cursor", Slice.of(words[1])));
        }
        statement(fetched, 0);
      }
      default -> throw new Failure("22012", "it failed");
    }
    cursor.done = true;
  }

  private void select(Cursor cursor, int maxRows) {
    int most = maxRows <= 0 ? ROWS : Math.min(ROWS, cursor.given + maxRows);
    int now = 0;
    while (cursor.given < most) {
      buffered.writeBytes(
          BackendPrinter.row(List.of(Optional.of(Slice.of("row " + cursor.given)))));
      cursor.given++;
      now++;
    }
    if (maxRows > 0 && now == maxRows) {
      say(new BackendMessage.PortalSuspended());
    } else {
      cursor.done = true;
      tag("SELECT " + now);
    }
  }

  private void beginCopy(boolean simple) {
    copying = true;
    copyIsSimple = simple;
    say(new BackendMessage.CopyInResponse(0, List.of()));
    flush();
  }

  private void copy(FrontendMessage message, Slice raw) {
    try {
      switch (message) {
        case FrontendMessage.CopyData data -> {
          if (raw.text().contains("!")) {
            throw new Failure("22P02", "bad data");
          }
        }
        case FrontendMessage.CopyDone done -> {
          copying = false;
          pending.add("copied");
          ran.add("copy");
          tag("COPY 1");
          if (copyIsSimple) {
            going(rest);
          }
        }
        case FrontendMessage.CopyFail(Slice reason) ->
            throw new Failure("57014", "COPY from stdin failed: " + reason.text());
        case FrontendMessage.Sync sync -> {}
        case FrontendMessage.Flush flush -> {}
        default -> {
          terminated = true;
          throw new Failure(
              "08P01",
              "unexpected message type 0x"
                  + Integer.toHexString(message.type().code())
                  + " during COPY from stdin");
        }
      }
    } catch (Failure failure) {
      copying = false;
      fail(failure);
      skipping = !copyIsSimple;
      if (terminated) {
        say(
            new BackendMessage.ErrorResponse(
                Report.of(
                    "FATAL",
                    "08P01",
                    "terminating connection because protocol synchronization was lost")));
        flush();
      } else if (copyIsSimple) {
        ready();
      }
    }
  }

  private void fail(Failure failure) {
    say(
        new BackendMessage.ErrorResponse(
            Report.of("ERROR", failure.sqlState, String.valueOf(failure.getMessage()))));
    flush();
    pending.clear();
    portals.clear();
    if (status == TransactionStatus.IN_TRANSACTION) {
      status = TransactionStatus.FAILED;
    }
  }

  private void commit() {
    committed.addAll(pending);
    pending.clear();
    portals.clear();
  }

  private void abort() {
    pending.clear();
    portals.clear();
  }

  private void tag(String tag) {
    say(new BackendMessage.CommandComplete(Slice.of(tag)));
  }

  private void ready() {
    say(new BackendMessage.ReadyForQuery(status));
    flush();
  }

  private void say(BackendMessage message) {
    buffered.writeBytes(BackendPrinter.print(message));
  }

  private void flush() {
    out.writeBytes(buffered.toByteArray());
    buffered.reset();
  }
}
