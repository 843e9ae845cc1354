package dev.postern.cli.standing;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.cli.rest.ServerOptions;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern lock}: nothing of this name passes any more, live streams included. */
@Command(
    name = "lock",
    description = {
      "Lock a person, workload, agent, group, target or session.",
      "When the command returns, nothing of it passes any more and its live streams are cut.",
      "A locked person locks the workloads and agents that they own."
    },
    mixinStandardHelpOptions = true)
public final class LockCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "person, workload, agent, group, target or session")
  private String scope = "";

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      description = "its name, as policy and the ledger say it")
  private String name = "";

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      description = "why; the caller is told")
  private String reason = "";

  @Mixin private ServerOptions server = new ServerOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    server
        .gateway()
        .ask("POST", "/api/v1/locks", Map.of("scope", scope, "name", name, "reason", reason));
    spec.commandLine().getOut().println(Screen.safe(scope + " " + name) + " is locked.");
    return 0;
  }
}
