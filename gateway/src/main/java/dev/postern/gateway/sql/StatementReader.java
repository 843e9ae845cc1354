package dev.postern.gateway.sql;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** One pass over a text's tokens that counts verbs. For one text, once. */
final class StatementReader {
  /** Words that may stand between CREATE or its like and TABLE. */
  private static final Set<Keyword> BEFORE_TABLE =
      EnumSet.of(
          Keyword.ALTER,
          Keyword.CREATE,
          Keyword.DROP,
          Keyword.FOREIGN,
          Keyword.GLOBAL,
          Keyword.LOCAL,
          Keyword.LOCK,
          Keyword.ON,
          Keyword.TEMP,
          Keyword.TEMPORARY,
          Keyword.TRUNCATE,
          Keyword.UNLOGGED);

  /** Statements that need more than reading anyway, and in which TABLE is rarely a query. */
  private static final Set<Keyword> ABOUT_TABLES =
      EnumSet.of(
          Keyword.ALTER,
          Keyword.COMMENT,
          Keyword.CREATE,
          Keyword.DROP,
          Keyword.GRANT,
          Keyword.LOCK,
          Keyword.REVOKE,
          Keyword.SECURITY,
          Keyword.TRUNCATE);

  private final byte[] text;
  private final Lexer lexer;
  private final EnumSet<Verb> verbs = EnumSet.noneOf(Verb.class);
  private final List<Naming> namings = new ArrayList<>();

  /** At which depths of parentheses a SELECT has been seen, since they were opened. */
  private final BitSet selects = new BitSet();

  private int statements;
  private int depth;
  private boolean broken;
  private boolean executes;
  private StatementHead head = StatementHead.none();
  private Keyword before = Keyword.OTHER;

  StatementReader(byte[] text, SqlRules rules) {
    this.text = text;
    this.lexer = new Lexer(text, 0, text.length, rules);
  }

  Reading read() {
    while (lexer.next()) {
      Keyword word =
          lexer.kind() == TokenKind.WORD
              ? Keyword.of(text, lexer.start(), lexer.end())
              : Keyword.OTHER;
      if (before == Keyword.DO) {
        // ON CONFLICT DO NOTHING, DO UPDATE; a DO statement goes on with a string or LANGUAGE.
        if (word != Keyword.NOTHING && word != Keyword.UPDATE) {
          verbs.add(Verb.DO);
        }
      }
      token(word);
      before = word;
    }
    if (before == Keyword.DO) {
      verbs.add(Verb.DO);
    }
    endStatement();
    if (broken) {
      verbs.add(Verb.UNKNOWN);
    }
    return new Reading(verbs, statements, namings, broken);
  }

  private void token(Keyword word) {
    if (executes) {
      String name = Identifier.kept(text, lexer);
      namings.add(
          name.isEmpty()
              ? new Naming(Naming.What.UNREADABLE, "")
              : new Naming(Naming.What.EXECUTE, name));
    }
    executes = word == Keyword.EXECUTE && runsByName();
    switch (lexer.kind()) {
      case BROKEN -> broken = true;
      case PUNCTUATION -> {
        if (punctuation()) {
          return;
        }
      }
      case WORD -> anywhere(word);
      case QUOTED_NAME,
          UNICODE_NAME,
          STRING,
          DOLLAR_STRING,
          BIT_STRING,
          NUMBER,
          PARAMETER,
          OPERATOR -> {}
    }
    if (!head.begun()) {
      statements++;
      head = StatementHead.of(word, text);
    } else {
      head.next(word, lexer, depth);
    }
  }

  /**
   * Whether EXECUTE, which is read just now, may be the statement that runs what was prepared: it
   * stands first, or in EXPLAIN, or behind CREATE TABLE ... AS, and no query begins before it.
   * Elsewhere it is a privilege, a trigger's word or a name.
   */
  private boolean runsByName() {
    if (!head.begun()) {
      return true;
    }
    boolean inside =
        head.word() == Keyword.EXPLAIN || head.word() == Keyword.CREATE && before == Keyword.AS;
    return inside && !selects.get(0);
  }

  /** Keeps the depth; true where the token neither begins a statement nor belongs to its head. */
  private boolean punctuation() {
    switch (text[lexer.start()]) {
      case '(' -> {
        depth++;
        selects.clear(depth);
        return !head.begun();
      }
      case ')' -> depth = Math.max(0, depth - 1);
      case ';' -> {
        // Inside parentheses it separates the actions of a rule, which are statements too.
        endStatement();
        if (depth == 0) {
          selects.clear(0);
        }
        return true;
      }
      default -> {}
    }
    return false;
  }

  private void endStatement() {
    if (head.begun()) {
      head.verbs(verbs);
      head.namings(namings);
    }
    head = StatementHead.none();
  }

  /** The verbs that may stand inside other statements. */
  private void anywhere(Keyword word) {
    switch (word) {
      case SELECT -> {
        verbs.add(Verb.SELECT);
        selects.set(depth);
      }
      case TABLE -> {
        if (!(ABOUT_TABLES.contains(head.word()) && BEFORE_TABLE.contains(before))) {
          verbs.add(Verb.SELECT);
        }
      }
      case INTO -> {
        // The INTO of a SELECT stands behind it at the same depth; that of an INSERT before it.
        if (selects.get(depth)) {
          verbs.add(Verb.DDL);
        }
      }
      case INSERT -> verbs.add(Verb.INSERT);
      case UPDATE -> verbs.add(Verb.UPDATE);
      case DELETE -> verbs.add(Verb.DELETE);
      case MERGE -> verbs.add(Verb.MERGE);
      case CALL -> verbs.add(Verb.CALL);
      case EXECUTE -> verbs.add(Verb.EXECUTE);
      case ALTER, CREATE, DROP, GRANT, REFRESH, REINDEX, REVOKE, TRUNCATE -> verbs.add(Verb.DDL);
      case COPY -> {
        if (head.begun()) {
          verbs.add(Verb.COPY_IN);
        }
      }
      case LABEL -> {
        if (before == Keyword.SECURITY) {
          verbs.add(Verb.DDL);
        }
      }
      default -> {}
    }
  }
}
