import java.util.Locale;

/**
 * One measurement of one load on one way.
 *
 * @param rate answers a second
 * @param p50 from sending, in microseconds, as p99
 * @param dueP99 from when a call was due, at a fixed rate
 * @param cpu processor time of the gateway for a call, in microseconds
 * @param busy the part of the machine that anybody used
 * @param foreign the part of the machine that processes of others used
 * @param steal the part of the machine that the host took away
 * @param line what the generator printed
 */
record Window(
    double rate,
    double p50,
    double p99,
    double dueP99,
    double cpu,
    double busy,
    double foreign,
    double steal,
    String line) {
  boolean quiet() {
    return foreign <= Plan.MOST_FOREIGN && steal <= Plan.MOST_STEAL;
  }

  static Window of(String line, Cpu before, Cpu after) {
    double requests = field(line, "requests");
    double machine = field(line, "seconds") * Runtime.getRuntime().availableProcessors();
    double known = after.ours() - before.ours() + field(line, "client_cpu_s");
    double foreign = Math.max(0, (after.machine() - before.machine() - known) / machine);
    return new Window(
        field(line, "rate"),
        field(line, "sent_p50_us"),
        field(line, "sent_p99_us"),
        field(line, "p99_us"),
        (after.gateway() - before.gateway()) * 1e6 / requests,
        (after.machine() - before.machine()) / machine,
        foreign,
        (after.stolen() - before.stolen()) / machine,
        line);
  }

  void say(Way way, String work) {
    System.err.printf(
        Locale.ROOT,
        "%-11s %-10s %9.0f/s  p50 %7.1f us  p99 %8.1f us  cpu %6.1f us  busy %.2f foreign %.2f steal %.2f%s%n",
        way.label(),
        work,
        rate,
        p50,
        p99,
        cpu,
        busy,
        foreign,
        steal,
        quiet() ? "" : "  NOISY: dropped");
  }

  private static double field(String json, String name) {
    int at = json.indexOf("\"" + name + "\":") + name.length() + 3;
    int end = at;
    while (end < json.length() && "0123456789.-".indexOf(json.charAt(end)) >= 0) {
      end++;
    }
    return Double.parseDouble(json.substring(at, end));
  }
}
