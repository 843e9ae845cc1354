package dev.postern.kernel.grant;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Window;
import java.util.Map;
import java.util.TreeMap;

/** What the ledger keeps of a grant's beginning, changes and end. */
final class Notes {
  private Notes() {}

  static Map<String, String> begun(Lending lending) {
    Map<String, String> about = about(lending.grant());
    about.put("until", lending.grant().term().until().toString());
    about.put("entry", lending.origin().entry());
    lending.grant().term().window().map(Window::toString).ifPresent(w -> about.put("window", w));
    if (lending.grant().budget().bounds()) {
      about.put("budget", lending.grant().budget().told());
    }
    return about;
  }

  static Map<String, String> retimed(Lending lending, EntryId entry) {
    Map<String, String> about = about(lending.grant());
    about.put("until", lending.grant().term().until().toString());
    about.put("entry", entry.toString());
    return about;
  }

  /** How a grant stands that was kept, whatever else was recorded of it. */
  static Map<String, String> stands(Lending lending) {
    Map<String, String> about = about(lending.grant());
    about.put("until", lending.grant().term().until().toString());
    about.put("entry", lending.origin().entry());
    return about;
  }

  static Map<String, String> ended(Lending lending) {
    Map<String, String> about = about(lending.grant());
    about.put("why", lending.ending().map(Lending.Ending::why).orElse(""));
    about.put("operations", Long.toString(lending.spent().operations()));
    about.put("rows", Long.toString(lending.spent().rows()));
    about.put("bytes", Long.toString(lending.spent().bytes()));
    return about;
  }

  private static Map<String, String> about(Grant grant) {
    Map<String, String> about = new TreeMap<>();
    about.put("grant", grant.id());
    about.put("person", grant.person());
    about.put("role", grant.role());
    about.put("target", grant.target());
    return about;
  }
}
