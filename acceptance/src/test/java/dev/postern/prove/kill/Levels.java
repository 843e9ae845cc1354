package dev.postern.prove.kill;

/** What entries survive in a house: the gateway's own level, and each target's. */
enum Levels {
  /** Everything survives the process. */
  PROCESS_CRASH("process-crash", "", ""),
  /** Everything survives the machine. */
  POWER_LOSS("power-loss", "", ""),
  /** The process, but what is asked of the database the machine. */
  SAFER_DATABASE("process-crash", "power-loss", ""),
  /** The machine, but what is asked of the database the process. */
  FASTER_DATABASE("power-loss", "process-crash", "");

  private final String gateway;
  private final String database;
  private final String tools;

  Levels(String gateway, String database, String tools) {
    this.gateway = gateway;
    this.database = database;
    this.tools = tools;
  }

  String gateway() {
    return gateway;
  }

  /** A line of the database's file. */
  String database() {
    return line(database);
  }

  /** A line of the tool server's file. */
  String tools() {
    return line(tools);
  }

  private static String line(String level) {
    return level.isEmpty() ? "" : "ledger: " + level + "\n";
  }
}
