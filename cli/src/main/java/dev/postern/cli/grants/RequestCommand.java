package dev.postern.cli.grants;

import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code postern request}: a role on a target, for a time. */
@Command(
    name = "request",
    description = {
      "Ask for a role on a target, for a time.",
      "Where people have to approve it the command waits for them and says who they are.",
      "Stopped, it leaves the request; run again, it collects what was approved."
    },
    mixinStandardHelpOptions = true)
public final class RequestCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "ROLE", description = "the role, as configuration says it")
  private String role = "";

  @Parameters(index = "1", paramLabel = "on", description = "the word on")
  private String on = "";

  @Parameters(index = "2", paramLabel = "TARGET", description = "the target's name")
  private String target = "";

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Times times = new Times();

  @Option(
      names = "--window",
      paramLabel = "HOURS",
      description = "the hours of the week, as 'mon-fri 09:00-17:00 Europe/Berlin'")
  private Optional<String> window = Optional.empty();

  @Option(
      names = "--operations",
      paramLabel = "N",
      description = "how many operations that read or change anything, in all")
  private Optional<Long> operations = Optional.empty();

  @Option(names = "--rows", paramLabel = "N", description = "how many rows, in all")
  private Optional<Long> rows = Optional.empty();

  @Option(names = "--bytes", paramLabel = "N", description = "how many bytes of replies, in all")
  private Optional<Long> bytes = Optional.empty();

  @Mixin private Asking asking = new Asking();
  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    if (!on.equals("on") || times.nothing()) {
      spec.commandLine()
          .getErr()
          .println("say it as: postern request ROLE on TARGET --for 30m --reason TEXT");
      return 2;
    }
    Map<String, Object> body = Grants.time(times);
    body.put("role", role);
    body.put("target", target);
    window.ifPresent(hours -> body.put("window", hours));
    Map<String, Long> budget = new TreeMap<>();
    operations.ifPresent(most -> budget.put("operations", most));
    rows.ifPresent(most -> budget.put("rows", most));
    bytes.ifPresent(most -> budget.put("bytes", most));
    if (!budget.isEmpty()) {
      body.put("budget", budget);
    }
    PrintWriter out = spec.commandLine().getOut();
    JsonNode grant = asking.ask(server.gateway(), out, "/api/v1/grants", body);
    out.println("Granted: " + Grants.line(grant) + ".");
    out.println("Give it back with: postern grants return " + Grants.text(grant, "id"));
    return 0;
  }
}
