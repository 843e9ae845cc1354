import java.util.List;

/**
 * A way from the client to the stub. Postern has no switch that turns sign-in or the ledger off, so
 * its cheapest row has both at their cheapest, and each further row says what it adds.
 */
enum Way {
  DIRECT("direct", "", "no gateway"),
  NGINX("nginx", "", "nginx, reverse proxy, kept-alive upstream"),
  HAPROXY("haproxy", "", "HAProxy, mode http, http-reuse always"),
  RELAY("relay", "relay", "Postern: one caller, one token, permit all; entries, no payloads"),
  SIGN_IN("sign-in", "relay", "the same, and each connection is another person with a token"),
  POLICY("postern", "policy", "and rules that look at nested arguments: the figures of summary"),
  LEDGER("ledger", "ledger", "and request and reply kept beside the entries (record: raw)"),
  MASK("mask", "mask", "and one field masked in every reply (record: masked)"),
  POWER_LOSS("power-loss", "lasting", "as postern, and every entry waits for the disk");

  private final String label;
  private final String target;
  private final String adds;

  Way(String label, String target, String adds) {
    this.label = label;
    this.target = target;
    this.adds = adds;
  }

  /** What reports call it. */
  String label() {
    return label;
  }

  /** The gateway's target; empty where no gateway of ours stands. */
  String target() {
    return target;
  }

  String adds() {
    return adds;
  }

  boolean postern() {
    return !target.isEmpty();
  }

  /** Whether every kind of load is measured on it. */
  boolean everything() {
    return List.of(DIRECT, NGINX, HAPROXY, POLICY).contains(this);
  }

  /** Whether it is measured at a fixed rate too. */
  boolean fixedRate() {
    return everything();
  }

  /** The path of a request on it. */
  String path() {
    return postern() ? "/mcp/" + target : "/mcp";
  }
}
