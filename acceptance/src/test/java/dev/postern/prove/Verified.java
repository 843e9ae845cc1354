package dev.postern.prove;

import dev.postern.gateway.ledger.LedgerAudit;
import dev.postern.kernel.audit.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an auditor finds of a ledger that its gateway has ended. */
public record Verified(Report report) {
  /** Looks at all of it. */
  public static Verified of(Path ledger) throws IOException {
    return new Verified(LedgerAudit.verify(ledger, Optional.empty(), Optional.empty()));
  }

  /** What is wrong with it; empty for nothing. */
  public List<String> wrong() {
    List<String> wrong = new ArrayList<>();
    report.findings().forEach(finding -> wrong.add("ledger: " + finding));
    if (report.counted().open() > 0) {
      wrong.add("ledger: " + report.counted().open() + " operations are still open");
    }
    return wrong;
  }
}
