package dev.postern.gateway.api;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A request that was admitted.
 *
 * @param signIn the proof of who asks
 * @param segments the varying segments of the path
 * @param query the query's parameters; none but for GET
 * @param body the body; an empty object where there was none, for GET the query
 * @param entry the ledger's entry of the request
 * @param mayWait whether it may be answered later
 */
public record Call(
    SignIn signIn,
    Map<String, String> segments,
    Map<String, String> query,
    JsonNode body,
    EntryId entry,
    boolean mayWait) {
  /** Who asks. */
  public Principal by() {
    return signIn.principal();
  }

  /**
   * A text that the body must have.
   *
   * @throws Fault when it is absent, no text, or longer than {@code longest}
   */
  String text(String name, int longest) throws Fault {
    JsonNode value = body.path(name);
    if (!value.isString()
        || value.stringValue().isBlank()
        || value.stringValue().length() > longest) {
      throw new Fault(400, "'" + name + "' must be a text of 1 to " + longest + " characters");
    }
    return value.stringValue();
  }
}
