package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage.TransactionStatus;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a {@link ModelServer} keeps: prepared statements, cursors, a transaction and a table. */
final class ModelDatabase {
  private static final int ROWS = 3;

  private final Predicate<String> forbidden;
  private final ModelVoice voice;
  final Map<String, String> statements = new HashMap<>();
  final Map<String, Cursor> portals = new HashMap<>();
  private final List<String> committed = new ArrayList<>();
  final List<String> pending = new ArrayList<>();
  final List<String> ran = new ArrayList<>();
  TransactionStatus status = TransactionStatus.IDLE;

  /** A portal. */
  static final class Cursor {
    final String text;
    int given;
    boolean done;

    Cursor(String text) {
      this.text = text;
    }
  }

  /** What a statement fails with. */
  static final class Failure extends Exception {
    final String sqlState;

    Failure(String sqlState, String message) {
      super(message);
      this.sqlState = sqlState;
    }
  }

  /** An empty one. */
  ModelDatabase(Predicate<String> forbidden, ModelVoice voice) {
    this.forbidden = forbidden;
    this.voice = voice;
  }

  /** What committed transactions left. */
  List<String> table() {
    return List.copyOf(committed);
  }

  List<String> parts(String text) throws Failure {
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

  static String known(String part) throws Failure {
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

  static boolean copiesIn(String part) {
    return part.matches("copy \\S+ from stdin");
  }

  void refuseInFailed(String part) throws Failure {
    if (status == TransactionStatus.FAILED && !part.matches("commit|rollback")) {
      throw new Failure("25P02", "current transaction is aborted");
    }
  }

  static String missing(String what, Slice name) {
    return name.isEmpty() && what.startsWith("prepared")
        ? "unnamed prepared statement does not exist"
        : what + " \"" + name.text() + "\" does not exist";
  }

  void statement(Cursor cursor, int maxRows) throws Failure {
    String[] words = cursor.text.split(" ");
    ran.add(cursor.text);
    switch (words[0]) {
      case "insert", "delete", "update" -> {
        pending.add(words.length > 1 ? words[1] : "");
        voice.tag("INSERT 0 1");
      }
      case "select" -> {
        select(cursor, maxRows);
        return;
      }
      case "begin" -> {
        status = TransactionStatus.IN_TRANSACTION;
        voice.tag("BEGIN");
      }
      case "commit" -> {
        boolean failed = status == TransactionStatus.FAILED;
        status = TransactionStatus.IDLE;
        if (failed) {
          abort();
        } else {
          commit();
        }
        voice.tag(failed ? "ROLLBACK" : "COMMIT");
      }
      case "rollback" -> {
        status = TransactionStatus.IDLE;
        abort();
        voice.tag("ROLLBACK");
      }
      case "copy" -> {
        voice.say(new BackendMessage.CopyOutResponse(0, List.of()));
        voice.print(BackendPrinter.copyData(Slice.of("row\n")));
        voice.say(new BackendMessage.CopyDone());
        voice.tag("COPY 1");
      }
      case "prepare" -> {
        if (statements.putIfAbsent(words[1], cursor.text.substring(cursor.text.indexOf(" as ") + 4))
            != null) {
          throw new Failure("42P05", "prepared statement exists");
        }
        voice.tag("PREPARE");
      }
      case "deallocate" -> {
        if (statements.remove(words[1]) == null) {
          throw new Failure("26000", "prepared statement does not exist");
        }
        voice.tag("DEALLOCATE");
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

  void select(Cursor cursor, int maxRows) {
    int most = maxRows <= 0 ? ROWS : Math.min(ROWS, cursor.given + maxRows);
    int now = 0;
    while (cursor.given < most) {
      voice.print(BackendPrinter.row(List.of(Optional.of(Slice.of("row " + cursor.given)))));
      cursor.given++;
      now++;
    }
    if (maxRows > 0 && now == maxRows) {
      voice.say(new BackendMessage.PortalSuspended());
    } else {
      cursor.done = true;
      voice.tag("SELECT " + now);
    }
  }

  /** A statement failed: its transaction has too. */
  void failed() {
    abort();
    if (status == TransactionStatus.IN_TRANSACTION) {
      status = TransactionStatus.FAILED;
    }
  }

  void commit() {
    committed.addAll(pending);
    pending.clear();
    portals.clear();
  }

  private void abort() {
    pending.clear();
    portals.clear();
  }
}
