package dev.postern.gateway.sql;

import dev.postern.kernel.operation.Effect;
import java.util.Set;

/** What a text can do, as far as its key words say it: the actions that policy is asked about. */
public enum Verb {
  /** SELECT, TABLE, VALUES, WITH, EXPLAIN. */
  SELECT("select", Effect.READ, "read"),
  /** COPY to the client; counts beside {@link #SELECT}. */
  COPY_OUT("copy_out", Effect.READ, "read"),
  /** Transactions, cursors, SHOW, PREPARE, DISCARD: what stays in the session. */
  SESSION("session", Effect.READ, "read"),
  INSERT("insert", Effect.WRITE, "write"),
  UPDATE("update", Effect.WRITE, "write"),
  DELETE("delete", Effect.WRITE, "write"),
  MERGE("merge", Effect.WRITE, "write"),
  /** COPY from the client. */
  COPY_IN("copy_in", Effect.WRITE, "write"),
  /** SET, RESET. */
  SET("set", Effect.READ, ""),
  /** LISTEN, UNLISTEN. */
  LISTEN("listen", Effect.READ, ""),
  /** NOTIFY. */
  NOTIFY("notify", Effect.WRITE, ""),
  /** LOCK. */
  LOCK("lock", Effect.WRITE, ""),
  /** PREPARE TRANSACTION, and what ends one that was prepared: it outlives the session. */
  TWO_PHASE("two_phase", Effect.WRITE, ""),
  /** What defines, grants, empties or rebuilds; SELECT INTO too. */
  DDL("ddl", Effect.ADMIN, ""),
  /** SET ROLE, SET SESSION AUTHORIZATION, and what could be either. */
  SET_ROLE("set_role", Effect.ADMIN, ""),
  CALL("call", Effect.UNKNOWN, ""),
  DO("do", Effect.UNKNOWN, ""),
  /** EXECUTE of what PREPARE named. */
  EXECUTE("execute", Effect.UNKNOWN, ""),
  /** Everything else: a rule must name it or leave the action open. */
  UNKNOWN("unknown", Effect.UNKNOWN, "");

  private final String action;
  private final Effect effect;
  private final Set<String> groups;

  Verb(String action, Effect effect, String group) {
    this.action = action;
    this.effect = effect;
    this.groups = group.isEmpty() ? Set.of() : Set.of(group);
  }

  /** The action's name in policy. */
  public String action() {
    return action;
  }

  /** The most that it can do. */
  public Effect effect() {
    return effect;
  }

  /** The shared action groups that it belongs to. */
  public Set<String> groups() {
    return groups;
  }
}
