package dev.postern.gateway.ops;

import java.util.List;

/** Every metric of the gateway's own, in the order of the user guide's table. */
public enum Metric {
  OPERATIONS(
      Kind.COUNTER,
      "postern_operations_total",
      "Operations that were decided: allowed, prepared, or the code of their refusal.",
      "target",
      "protocol",
      "result"),
  RULES(
      Kind.COUNTER,
      "postern_rule_decisions_total",
      "Decisions that a rule determined, by its answer.",
      "rule",
      "answer"),
  ENDED(
      Kind.COUNTER,
      "postern_operations_ended_total",
      "Admitted operations that ended, by how.",
      "target",
      "protocol",
      "end"),
  DURATION(
      Kind.HISTOGRAM,
      "postern_operation_seconds",
      "From an operation's admission to its end.",
      "target",
      "protocol"),
  SENT(Kind.COUNTER, "postern_target_sent_bytes_total", "Bytes sent to a target.", "target"),
  SHOWN(
      Kind.COUNTER,
      "postern_client_shown_bytes_total",
      "Bytes of a target's replies that clients were shown.",
      "target"),
  MASKED(Kind.COUNTER, "postern_values_masked_total", "Values that were masked.", "target"),
  WITHHELD(Kind.COUNTER, "postern_values_withheld_total", "Values that were withheld.", "target"),
  SIGN_INS(
      Kind.COUNTER,
      "postern_sign_ins_total",
      "Proofs of identity that were looked at: accepted, or why not.",
      "result"),
  APPROVALS(
      Kind.COUNTER,
      "postern_approvals_total",
      "Requests for approval that came to a state.",
      "state"),
  REQUESTS_OPEN(
      Kind.GAUGE, "postern_requests_open", "Requests for approval that nobody has answered yet."),
  REQUESTS_AGE(Kind.GAUGE, "postern_requests_oldest_age_seconds", "The age of the oldest of them."),
  EVENTS(
      Kind.COUNTER,
      "postern_events_total",
      "Notes of the ledger on the gateway itself: reloads, starts, grants.",
      "event"),
  LEDGER_ENTRIES(
      Kind.COUNTER,
      "postern_ledger_entries_total",
      "Entries given to the ledger, by what became of them.",
      "level",
      "result"),
  LEDGER_APPEND(
      Kind.HISTOGRAM,
      "postern_ledger_append_seconds",
      "How long an event loop was kept by one append.",
      "level"),
  LEDGER_LAG(
      Kind.HISTOGRAM,
      "postern_ledger_lag_seconds",
      "From an append to the moment its entries are durable: what every admission waits for.",
      "level"),
  LOOP_TURN(
      Kind.HISTOGRAM,
      "postern_loop_turn_seconds",
      "From the first work that a turn of an event loop leaves until all of it is written.",
      "loop"),
  LOOP_LAG(
      Kind.HISTOGRAM,
      "postern_loop_lag_seconds",
      "How much later than asked for an event loop ran a task of the clock.",
      "loop"),
  LOOP_SESSIONS(
      Kind.GAUGE, "postern_loop_sessions", "HTTP exchanges and streams that run.", "loop"),
  PASSAGES(Kind.GAUGE, "postern_passages_open", "Admitted operations that have not ended.", "loop"),
  HOLDS(Kind.GAUGE, "postern_holds_open", "Operations that wait for people.", "loop"),
  COMING(Kind.GAUGE, "postern_admissions_waiting", "Admissions that wait for the ledger.", "loop"),
  OWED(
      Kind.GAUGE,
      "postern_ledger_endings_owed",
      "Endings that the ledger could not take yet.",
      "loop"),
  CONNECTIONS(Kind.GAUGE, "postern_connections", "Connections of clients.", "listener"),
  MCP_SESSIONS(Kind.GAUGE, "postern_mcp_sessions", "Sessions of MCP that are open."),
  GRANTS(Kind.GAUGE, "postern_grants", "Grants of roles that are in force."),
  LOCKS(Kind.GAUGE, "postern_locks", "Locks that stand.", "scope"),
  LEASE_AGE(
      Kind.GAUGE,
      "postern_lease_age_seconds",
      "How long ago a target's secret was last seen to be another.",
      "credential"),
  EPOCH(Kind.GAUGE, "postern_rules_epoch", "The number of the rules in force."),
  READY(Kind.GAUGE, "postern_ready", "1 while operations are taken, else 0."),
  DRAINING(Kind.GAUGE, "postern_draining", "1 while the gateway comes to its stop, else 0."),
  QUEUED(Kind.GAUGE, "postern_queue_length", "What waits in a bounded queue.", "queue"),
  QUEUE_BOUND(Kind.GAUGE, "postern_queue_bound", "The most that it takes.", "queue"),
  SPANS(
      Kind.COUNTER,
      "postern_spans_total",
      "Spans of traces, by what became of them: told, failed, dropped for want of room.",
      "fate"),
  BUILD(Kind.INFO, "postern_build_info", "What runs.", "version", "java");

  /** The types of Prometheus. */
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    INFO
  }

  private final Kind kind;
  private final String title;
  private final String help;
  private final List<String> labels;

  Metric(Kind kind, String title, String help, String... labels) {
    this.kind = kind;
    this.title = title;
    this.help = help;
    this.labels = List.of(labels);
  }

  /** Its type. */
  public Kind kind() {
    return kind;
  }

  /** Its name as it is scraped, with the suffix that its type has. */
  public String title() {
    return title;
  }

  /** What it counts, one sentence. */
  public String help() {
    return help;
  }

  /** The names of its labels. */
  public List<String> labels() {
    return labels;
  }

  String[] labelArray() {
    return labels.toArray(String[]::new);
  }
}
