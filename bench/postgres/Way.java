import java.util.List;

/**
 * A way from clients to the server.
 *
 * @param name as the report calls it
 * @param pids of the processes on the way; empty for a direct connection
 */
record Way(String name, int port, String user, String password, String secrecy, List<Long> pids) {
  /** What libpq is told, beside the database. */
  List<String> words() {
    return List.of("-h", "127.0.0.1", "-p", Integer.toString(port), "-U", user);
  }

  /** The environment of a client. */
  void into(ProcessBuilder client) {
    client.environment().put("PGPASSWORD", password);
    client.environment().put("PGSSLMODE", secrecy);
    client.environment().put("PGGSSENCMODE", "disable");
  }

  /** One line for libpq. */
  String conninfo() {
    return "host=127.0.0.1 port="
        + port
        + " dbname=regression user="
        + user
        + " sslmode="
        + secrecy
        + " gssencmode=disable";
  }
}
