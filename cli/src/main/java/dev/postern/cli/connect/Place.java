package dev.postern.cli.connect;

/**
 * What can be opened, by its names at the gateway.
 *
 * @param target a server
 * @param database one of its databases
 * @param account as whom
 */
record Place(String target, String database, String account) {
  /** The command line that opens it. */
  String command() {
    return "postern connect "
        + Quoted.shell(target + "/" + database)
        + " --account "
        + Quoted.shell(account);
  }
}
