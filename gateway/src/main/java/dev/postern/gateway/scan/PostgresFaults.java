package dev.postern.gateway.scan;

import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;

/** What an error means for a scan of a PostgreSQL target, and what to do about it. */
final class PostgresFaults {
  private static final String OWN = "postern: ";

  private PostgresFaults() {}

  static ScanFault of(Report report) {
    String said = report.message();
    String detail = report.field('D').map(Slice::text).orElse("");
    if (detail.startsWith(OWN)) {
      return own(said, detail.substring(OWN.length()));
    }
    if (said.startsWith("target_failed: ")) {
      return target(said.substring("target_failed: ".length()));
    }
    return switch (report.sqlState()) {
      case "42501" ->
          new ScanFault(
              ScanFault.Why.CREDENTIAL,
              "the account's role may not read the catalog: "
                  + Sums.reason(said)
                  + ". Give it the rights that every role has by default, or scan as another"
                  + " account");
      case "57014" ->
          new ScanFault(ScanFault.Why.LATE, "the server took too long: " + Sums.reason(said));
      default ->
          new ScanFault(
              ScanFault.Why.TARGET,
              "the server said " + Sums.reason(report.sqlState()) + ": " + Sums.reason(said));
    };
  }

  /** What the gateway said in the server's place; its detail begins with a stable word. */
  private static ScanFault own(String said, String detail) {
    int end = detail.indexOf(',');
    String word = end < 0 ? detail : detail.substring(0, end);
    return switch (word) {
      case "denied", "unapprovable", "pending", "withdrawn" ->
          new ScanFault(
              ScanFault.Why.REFUSED,
              "policy does not let the gateway look at the target: "
                  + Sums.reason(said)
                  + ". The rules speak of it as Postern::\"scanner\"; 'postern policy explain'"
                  + " tells which one it was");
      case "ledger_down" ->
          new ScanFault(
              ScanFault.Why.UNABLE,
              "nothing was sent, because the ledger cannot take it: " + Sums.reason(said));
      case "stale" -> new ScanFault(ScanFault.Why.UNABLE, Sums.reason(said));
      case "times.statement" -> new ScanFault(ScanFault.Why.LATE, Sums.reason(said));
      default -> new ScanFault(ScanFault.Why.REFUSED, Sums.reason(said));
    };
  }

  private static ScanFault target(String said) {
    boolean signIn = said.contains("sign-in") || said.contains("credential");
    return signIn
        ? new ScanFault(
            ScanFault.Why.CREDENTIAL,
            Sums.reason(said) + ". Where each caller has their own credential, a scan has none")
        : new ScanFault(
            ScanFault.Why.TARGET,
            Sums.reason(said) + ". 'postern doctor' looks at the way to the target");
  }
}
