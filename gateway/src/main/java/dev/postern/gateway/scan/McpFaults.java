package dev.postern.gateway.scan;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import java.util.Optional;

/** What an error means for a scan of an MCP target, and what to do about it. */
final class McpFaults {
  private static final String NOT_FOUND = "-32601";

  private McpFaults() {}

  /** Whether a target says that it has no such method. */
  static boolean noMethod(JsonValue error) {
    return error
        .member("code", JsonKind.NUMBER)
        .filter(code -> code.numberText().equals(NOT_FOUND))
        .isPresent();
  }

  /** An answer with a status that is no success. */
  static ScanFault of(int status, Optional<JsonValue> message) {
    return message
        .flatMap(root -> root.member("error", JsonKind.OBJECT))
        .map(McpFaults::of)
        .orElseGet(() ->
            new ScanFault(
                ScanFault.Why.TARGET, "the gateway was answered with HTTP status " + status));
  }

  /** An error in the place of an answer. */
  static ScanFault of(JsonValue error) {
    String said = error.textOf("message").orElse("");
    String word = error.member("data").flatMap(data -> data.textOf("code")).orElse("");
    return switch (word) {
      case "denied", "unapprovable", "pending", "withdrawn" ->
          new ScanFault(
              ScanFault.Why.REFUSED,
              "policy does not let the gateway look at the target: "
                  + Sums.reason(said)
                  + ". The rules speak of it as Postern::\"scanner\"; 'postern policy explain'"
                  + " tells which one it was");
      case "locked", "expired", "over_limit" ->
          new ScanFault(ScanFault.Why.REFUSED, Sums.reason(said));
      case "ledger_down" ->
          new ScanFault(
              ScanFault.Why.UNABLE,
              "nothing was sent, because the ledger cannot take it: " + Sums.reason(said));
      case "not_understood", "unmaskable" ->
          new ScanFault(
              ScanFault.Why.TARGET, "the target cannot be understood: " + Sums.reason(said));
      case "draining", "stale" -> new ScanFault(ScanFault.Why.UNABLE, Sums.reason(said));
      case "target_failed" -> target(said);
      default ->
          new ScanFault(
              ScanFault.Why.TARGET,
              "the target answered with the error "
                  + error
                      .member("code", JsonKind.NUMBER)
                      .map(code -> Sums.bounded(code.numberText(), 16))
                      .orElse("?")
                  + ": "
                  + Sums.reason(said));
    };
  }

  private static ScanFault target(String said) {
    if (said.endsWith("401") || said.endsWith("403")) {
      return new ScanFault(
          ScanFault.Why.CREDENTIAL,
          Sums.reason(said)
              + ": it does not take the credential of its file. Where each caller has their own, a"
              + " scan has none");
    }
    if (said.contains("credential")) {
      return new ScanFault(ScanFault.Why.CREDENTIAL, Sums.reason(said));
    }
    return new ScanFault(
        ScanFault.Why.TARGET,
        Sums.reason(said) + ". 'postern doctor' looks at the way to the target");
  }
}
