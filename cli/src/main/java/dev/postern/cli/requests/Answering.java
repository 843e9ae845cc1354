package dev.postern.cli.requests;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.Gateway;
import dev.postern.cli.rest.ServerOptions;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/**
 * An answer to a request: it is shown first, and the answer is bound to what was shown, so that it
 * counts for nothing else.
 */
abstract class Answering implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "REQUEST", description = "its name: r-...")
  private String id = "";

  @Option(
      names = "--comment",
      paramLabel = "TEXT",
      description = "what you say to it; the ledger keeps it")
  private String comment = "";

  @Option(
      names = "--binding",
      paramLabel = "HEX",
      description = "what you were shown, for scripts: answers nothing else, and asks no question")
  private Optional<String> binding = Optional.empty();

  @Option(names = "--yes", description = "ask no question before it is sent")
  private boolean yes;

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  /** The word of the route: approve or deny. */
  abstract String word();

  @Override
  public Integer call() throws Trouble {
    PrintWriter out = spec.commandLine().getOut();
    Gateway gateway = server.gateway();
    String bound;
    if (binding.isPresent()) {
      bound = binding.get();
    } else {
      JsonNode shown = Requests.read(gateway, id);
      Requests.print(shown, out);
      out.println();
      bound = shown.path("binding").asString("");
      if (!yes && !confirmed(out)) {
        out.println("Nothing was sent.");
        return 1;
      }
    }
    JsonNode after =
        gateway.ask(
            "POST", Requests.path(id) + "/" + word(), Map.of("binding", bound, "comment", comment));
    out.println(
        "The request is " + Requests.text(after, "state") + ": " + Requests.approvals(after) + ".");
    return 0;
  }

  private boolean confirmed(PrintWriter out) throws Trouble {
    Console console = System.console();
    if (console == null || !console.isTerminal()) {
      throw new Trouble(
          "there is no terminal to ask on: say --yes to " + word() + " what is shown");
    }
    out.flush();
    String said = console.readLine("%s this? [y/N] ", word());
    return said != null && said.strip().toLowerCase(Locale.ROOT).equals("y");
  }
}
