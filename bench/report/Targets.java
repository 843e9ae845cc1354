import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a figure of a summary has to reach, where one was set. */
final class Targets {
  /**
   * A bound of a figure.
   *
   * @param bound what it is held against
   * @param least whether it has to be that at least; otherwise that at most
   */
  private record Target(double bound, boolean least) {
    String of(double value) {
      boolean met = least ? value >= bound : value <= bound;
      return String.format(
          Locale.ROOT, "%s %s: %s", least ? "at least" : "at most", bound, met ? "met" : "not met");
    }
  }

  private static final Map<String, Target> ALL =
      Map.ofEntries(
          Map.entry("vs_nginx_8", new Target(0.85, true)),
          Map.entry("vs_nginx_8_16k", new Target(1, true)),
          Map.entry("mask_vs_nginx_8_16k", new Target(0.7, true)),
          Map.entry("added_p50_us", new Target(30, false)),
          Map.entry("p99_vs_nginx", new Target(1, false)),
          Map.entry("p99_vs_nginx_closed_8", new Target(1, false)),
          Map.entry("vs_pgbouncer_8", new Target(0.75, true)),
          Map.entry("vs_pgbouncer_32", new Target(0.75, true)),
          Map.entry("open_vs_haproxy_8", new Target(0.75, true)),
          Map.entry("open_vs_haproxy_32", new Target(0.75, true)),
          Map.entry("p99_vs_pgbouncer_8", new Target(1.25, false)),
          Map.entry("p99_vs_pgbouncer_32", new Target(1.25, false)),
          Map.entry("p99_vs_pgbouncer_paced", new Target(1.25, false)),
          Map.entry("idle_kib_per_session", new Target(8, false)));

  private Targets() {}

  /** Its target and whether the value meets it, in words; nothing for a figure without one. */
  static Optional<String> of(String figure, double value) {
    return Optional.ofNullable(ALL.get(figure)).map(target -> target.of(value));
  }
}
