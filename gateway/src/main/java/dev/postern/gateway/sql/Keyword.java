package dev.postern.gateway.sql;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The key words that say what a statement does. The server compares key words in ASCII alone, in
 * any case, and never takes a quoted name for one.
 */
enum Keyword {
  ABORT,
  ALL,
  ALTER,
  ANALYSE,
  ANALYZE,
  AS,
  AUTHORIZATION,
  BEGIN,
  CALL,
  CHARACTERISTICS,
  CHECKPOINT,
  CLIENT_ENCODING,
  CLOSE,
  CLUSTER,
  COMMENT,
  COMMIT,
  CONSTRAINTS,
  COPY,
  CREATE,
  DEALLOCATE,
  DECLARE,
  DELETE,
  DISCARD,
  DO,
  DROP,
  END,
  EXECUTE,
  EXPLAIN,
  FETCH,
  FOREIGN,
  FROM,
  GLOBAL,
  GRANT,
  IMPORT,
  INSERT,
  INTO,
  LABEL,
  LISTEN,
  LOCAL,
  LOCK,
  MERGE,
  MOVE,
  NAMES,
  NOTHING,
  NOTIFY,
  ON,
  PREPARE,
  PREPARED,
  REASSIGN,
  REFRESH,
  REINDEX,
  RELEASE,
  RESET,
  REVOKE,
  ROLE,
  ROLLBACK,
  SAVEPOINT,
  SECURITY,
  SELECT,
  SESSION,
  SESSION_AUTHORIZATION,
  SET,
  SHOW,
  START,
  STDIN,
  STDOUT,
  TABLE,
  TEMP,
  TEMPORARY,
  TO,
  TRANSACTION,
  TRUNCATE,
  UNLISTEN,
  UNLOGGED,
  UPDATE,
  VACUUM,
  VALUES,
  WITH,
  /** Every other word, and everything that is no word. */
  OTHER;

  private static final int SLOTS = 512;
  private static final int LONGEST = SESSION_AUTHORIZATION.name().length();
  private static final Keyword[] TABLE_OF_WORDS = table();

  /** The key word that a stretch of text is, quoted or not. */
  static Keyword of(byte[] text, int from, int to) {
    if (to - from > LONGEST) {
      return OTHER;
    }
    int slot = slot(hash(text, from, to));
    for (Keyword held = TABLE_OF_WORDS[slot];
        held != OTHER;
        slot = slot(slot + 1), held = TABLE_OF_WORDS[slot]) {
      if (held.spells(text, from, to)) {
        return held;
      }
    }
    return OTHER;
  }

  private boolean spells(byte[] text, int from, int to) {
    String word = name();
    if (word.length() != to - from) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      if (Bytes.lower(word.charAt(i)) != Bytes.lower(text[from + i] & 0xff)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] text, int from, int to) {
    int hash = 17;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + Bytes.lower(text[i] & 0xff);
    }
    return hash ^ (hash >>> 15);
  }

  private static int slot(int hash) {
    return hash & (SLOTS - 1);
  }

  private static Keyword[] table() {
    Keyword[] table = new Keyword[SLOTS];
    Arrays.fill(table, OTHER);
    for (Keyword word : values()) {
      if (word == OTHER) {
        continue;
      }
      byte[] text = word.name().getBytes(StandardCharsets.US_ASCII);
      int slot = slot(hash(text, 0, text.length));
      while (table[slot] != OTHER) {
        slot = slot(slot + 1);
      }
      table[slot] = word;
    }
    return table;
  }
}
