package dev.postern.cli.policy;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code postern policy}: what can be said of rules without a gateway. */
@Command(
    name = "policy",
    description = "Check a configuration, try its rules on cases, and explain what they say.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CheckCommand.class, TestCommand.class, ExplainCommand.class})
public final class PolicyCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Say what to do: policy check, policy test, policy explain");
  }
}
