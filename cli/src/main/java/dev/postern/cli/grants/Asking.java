package dev.postern.cli.grants;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** The options of what people may have to approve. */
final class Asking {
  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why; who approves it reads it, and the ledger keeps it")
  private String reason = "";

  @Option(
      names = "--no-wait",
      description = "do not wait for people; the same command collects what they approve")
  private boolean noWait;

  /**
   * Asks, and waits for people unless nobody wants to.
   *
   * @param body what is asked, to which the reason is added
   * @return what was given
   */
  JsonNode ask(Gateway gateway, PrintWriter out, String path, Map<String, Object> body)
      throws Trouble {
    body.put("reason", reason);
    return new Patient(gateway, out).ask(path, body, !noWait);
  }
}
