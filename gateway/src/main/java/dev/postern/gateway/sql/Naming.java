package dev.postern.gateway.sql;

/**
 * What a statement does to the names of prepared statements and cursors, or runs by such a name.
 * SQL and the wire protocol share them.
 *
 * @param what what is done
 * @param name as the server keeps it: folded, unquoted, cut to {@value #LONGEST} bytes, one char
 *     for each byte; empty for all of them
 */
public record Naming(What what, String name) {
  /** The most bytes of a name that the server compares (NAMEDATALEN - 1). */
  public static final int LONGEST = 63;

  /** What is done to a name. */
  public enum What {
    /** PREPARE. */
    PREPARE,
    /** DEALLOCATE. */
    DEALLOCATE,
    /** DECLARE. */
    DECLARE,
    /** CLOSE. */
    CLOSE,
    /** EXECUTE, alone or behind EXPLAIN or CREATE TABLE AS: it runs a prepared statement. */
    EXECUTE,
    /** FETCH, MOVE: they run a portal. */
    FETCH,
    /** A name that cannot be read here, for example one with Unicode escapes. */
    UNREADABLE
  }
}
