package dev.postern.gateway.sql;

import java.util.List;
import java.util.Set;

/**
 * How one statement begins, and the few words behind that which say what it is. Only ever asked
 * about statements whose kind the first word settles; all others are {@link Verb#UNKNOWN}.
 */
final class StatementHead {
  private static final StatementHead NONE = new StatementHead(Keyword.OTHER, new byte[0], false);

  private final Keyword word;
  private final byte[] text;
  private final boolean begun;
  private Keyword second = Keyword.OTHER;
  private String name = "";
  private String later = "";
  private boolean readable = true;
  private int tokens;
  private boolean role;
  private boolean encoding;
  private boolean foreignEncoding;
  private Keyword direction = Keyword.OTHER;
  private Keyword end = Keyword.OTHER;

  private StatementHead(Keyword word, byte[] text, boolean begun) {
    this.word = word;
    this.text = text;
    this.begun = begun;
  }

  /** Before a statement has begun. */
  static StatementHead none() {
    return NONE;
  }

  /** A statement whose first token this is. */
  static StatementHead of(Keyword word, byte[] text) {
    return new StatementHead(word, text, true);
  }

  boolean begun() {
    return begun;
  }

  Keyword word() {
    return word;
  }

  /** Takes a further token of the statement. */
  void next(Keyword keyword, Lexer token, int depth) {
    tokens++;
    if (tokens == 1) {
      second = keyword;
    }
    switch (word) {
      case PREPARE, DEALLOCATE, DECLARE, CLOSE -> named(token);
      // The name stands last, behind a direction, a count, FROM or IN.
      case FETCH, MOVE -> name = Identifier.kept(text, token);
      case SET, RESET -> setting(keyword, token);
      case COPY -> copied(keyword, depth);
      default -> {}
    }
  }

  private void named(Lexer token) {
    if (tokens > 2) {
      return;
    }
    String spelled = Identifier.kept(text, token);
    readable &= tokens != 1 || !spelled.isEmpty();
    if (tokens == 1) {
      name = spelled;
    } else {
      later = spelled;
    }
  }

  private void setting(Keyword keyword, Lexer token) {
    Keyword spelled =
        token.kind() == TokenKind.QUOTED_NAME
            ? Keyword.of(text, token.start() + 1, token.end() - 1)
            : keyword;
    role |=
        token.kind() == TokenKind.UNICODE_NAME
            || spelled == Keyword.ROLE
            || spelled == Keyword.AUTHORIZATION
            || spelled == Keyword.SESSION_AUTHORIZATION;
    end = tokens == 2 ? keyword : end;
    if (tokens <= 2 && (spelled == Keyword.NAMES || spelled == Keyword.CLIENT_ENCODING)) {
      encoding = true;
    } else if (encoding && keyword != Keyword.TO && token.kind() != TokenKind.OPERATOR) {
      foreignEncoding |= !ClientEncoding.readable(ClientEncoding.spelled(text, token));
    }
  }

  /** The first FROM or TO outside parentheses: both are reserved, so neither can be a name. */
  private void copied(Keyword keyword, int depth) {
    if (direction == Keyword.OTHER) {
      if (depth == 0 && (keyword == Keyword.FROM || keyword == Keyword.TO)) {
        direction = keyword;
        tokens = 1;
      }
    } else if (tokens == 2) {
      end = keyword;
    }
  }

  /** Adds what the statement may do by its kind. */
  void verbs(Set<Verb> verbs) {
    switch (word) {
      case TABLE, VALUES, WITH, EXPLAIN -> verbs.add(Verb.SELECT);
      // These count wherever they stand.
      case SELECT,
          INSERT,
          UPDATE,
          DELETE,
          MERGE,
          CALL,
          DO,
          EXECUTE,
          ALTER,
          CREATE,
          DROP,
          GRANT,
          REFRESH,
          REINDEX,
          REVOKE,
          TRUNCATE -> {}
      case COMMENT, SECURITY, REASSIGN, IMPORT, CLUSTER, VACUUM, ANALYZE, ANALYSE, CHECKPOINT ->
          verbs.add(Verb.DDL);
      case COPY -> copy(verbs);
      case SET, RESET -> verbs.add(setting());
      case COMMIT, ROLLBACK ->
          verbs.add(second == Keyword.PREPARED ? Verb.TWO_PHASE : Verb.SESSION);
      case PREPARE -> verbs.add(second == Keyword.TRANSACTION ? Verb.TWO_PHASE : Verb.SESSION);
      case ABORT,
          BEGIN,
          CLOSE,
          DEALLOCATE,
          DECLARE,
          DISCARD,
          END,
          RELEASE,
          SAVEPOINT,
          SHOW,
          START ->
          verbs.add(Verb.SESSION);
      case FETCH, MOVE -> {
        // It goes on with what a cursor was declared for.
        verbs.add(Verb.SESSION);
        verbs.add(Verb.SELECT);
      }
      case LISTEN, UNLISTEN -> verbs.add(Verb.LISTEN);
      case NOTIFY -> verbs.add(Verb.NOTIFY);
      case LOCK -> verbs.add(Verb.LOCK);
      default -> verbs.add(Verb.UNKNOWN);
    }
  }

  private void copy(Set<Verb> verbs) {
    if (end != Keyword.STDIN && end != Keyword.STDOUT) {
      // A file or a program of the server's.
      verbs.add(Verb.UNKNOWN);
    } else if (direction == Keyword.FROM) {
      verbs.add(Verb.COPY_IN);
    } else {
      verbs.add(Verb.COPY_OUT);
      verbs.add(Verb.SELECT);
    }
  }

  private Verb setting() {
    if (role) {
      return Verb.SET_ROLE;
    }
    if (foreignEncoding) {
      return Verb.UNKNOWN;
    }
    boolean transaction =
        second == Keyword.TRANSACTION
            || second == Keyword.CONSTRAINTS
            || (second == Keyword.SESSION && end == Keyword.CHARACTERISTICS);
    return transaction ? Verb.SESSION : Verb.SET;
  }

  /** Adds what the statement does to names. */
  void namings(List<Naming> namings) {
    switch (word) {
      case PREPARE -> {
        if (second != Keyword.TRANSACTION) {
          add(namings, Naming.What.PREPARE, name);
        }
      }
      case DECLARE -> add(namings, Naming.What.DECLARE, name);
      case CLOSE -> add(namings, Naming.What.CLOSE, second == Keyword.ALL ? "" : name);
      case FETCH, MOVE -> {
        readable = !name.isEmpty();
        add(namings, Naming.What.FETCH, name);
      }
      case DEALLOCATE -> {
        String which = second == Keyword.PREPARE && tokens > 1 ? later : name;
        boolean all = second == Keyword.ALL || (second == Keyword.PREPARE && which.equals("all"));
        add(namings, Naming.What.DEALLOCATE, all ? "" : which);
      }
      case DISCARD -> {
        // DISCARD PLANS has statements planned again, and keeps them.
        if (second == Keyword.ALL) {
          namings.add(new Naming(Naming.What.DEALLOCATE, ""));
          namings.add(new Naming(Naming.What.CLOSE, ""));
        }
      }
      default -> {}
    }
  }

  private void add(List<Naming> namings, Naming.What what, String which) {
    namings.add(readable ? new Naming(what, which) : new Naming(Naming.What.UNREADABLE, ""));
  }
}
