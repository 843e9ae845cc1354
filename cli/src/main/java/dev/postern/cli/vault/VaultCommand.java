package dev.postern.cli.vault;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code postern vault}: secrets in an encrypted file, put there and never shown again. */
@Command(
    name = "vault",
    description = "Keep the gateway's secrets in an encrypted file.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      InitCommand.class,
      PutCommand.class,
      ListCommand.class,
      VersionsCommand.class,
      DeleteCommand.class,
      ImportCommand.class,
      RotateKeyCommand.class,
      RewrapCommand.class,
      VerifyCommand.class,
    })
public final class VaultCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "Say what to do: vault init, put, list, versions, delete, import, rotate-key, rewrap,"
            + " verify");
  }
}
