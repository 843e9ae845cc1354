package dev.postern.cli;

import dev.postern.cli.audit.AuditCommand;
import dev.postern.cli.config.ConfigCommand;
import dev.postern.cli.connect.ConnectCommand;
import dev.postern.cli.doctor.DoctorCommand;
import dev.postern.cli.drain.DrainCommand;
import dev.postern.cli.grants.GrantsCommand;
import dev.postern.cli.grants.RequestCommand;
import dev.postern.cli.login.LoginCommand;
import dev.postern.cli.login.LogoutCommand;
import dev.postern.cli.login.WhoamiCommand;
import dev.postern.cli.operations.OperationsCommand;
import dev.postern.cli.policy.PolicyCommand;
import dev.postern.cli.release.ReleaseCommand;
import dev.postern.cli.requests.RequestsCommand;
import dev.postern.cli.sessions.SessionsCommand;
import dev.postern.cli.standing.LockCommand;
import dev.postern.cli.standing.LocksCommand;
import dev.postern.cli.standing.UnlockCommand;
import dev.postern.cli.target.TargetCommand;
import dev.postern.cli.vault.VaultCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The top of the command line. Exit status: 0 done, 1 refused or failed, 2 the words are wrong; a
 * command with more says so in its help.
 */
@Command(
    name = "postern",
    description = "Every operation decided, recorded, masked.",
    mixinStandardHelpOptions = true,
    version = "postern 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      LoginCommand.class,
      LogoutCommand.class,
      WhoamiCommand.class,
      ConnectCommand.class,
      RequestsCommand.class,
      RequestCommand.class,
      GrantsCommand.class,
      LockCommand.class,
      UnlockCommand.class,
      LocksCommand.class,
      PolicyCommand.class,
      ConfigCommand.class,
      ReloadCommand.class,
      DrainCommand.class,
      TargetsCommand.class,
      TargetCommand.class,
      SessionsCommand.class,
      OperationsCommand.class,
      AuditCommand.class,
      DoctorCommand.class,
      ReleaseCommand.class,
      VaultCommand.class,
    },
    footer = {
      "",
      "Run by the launcher itself:",
      "  demo    the demo: a gateway, a model registry and people to be",
      "  serve   the gateway: postern serve --config FILE",
    })
public final class Postern {
  private Postern() {}

  /** Runs one command and exits with its status. */
  public static void main(String[] words) {
    System.exit(line().execute(words));
  }

  /** The command line, as {@link #main} runs it. */
  public static CommandLine line() {
    CommandLine line = new CommandLine(new Postern());
    // A word that begins with @ is a word, not least in the command that connect runs.
    line.setExpandAtFiles(false);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setExecutionExceptionHandler((failure, at, parsed) -> {
      at.getErr().println("postern: " + told(failure));
      return CommandLine.ExitCode.SOFTWARE;
    });
    return line;
  }

  private static String told(Exception failure) {
    String message = failure.getMessage();
    return failure instanceof Trouble && message != null
        ? message
        : failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
  }
}
