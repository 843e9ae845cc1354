package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern vault put}: a new version of a secret. */
@Command(
    name = "put",
    description = {
      "Put a new version of a secret into a vault.",
      "The secret is typed, or one line of standard input; it is never an argument. A gateway that"
          + " runs uses it within seconds."
    },
    mixinStandardHelpOptions = true)
final class PutCommand implements Callable<Integer> {
  /** How many versions of a secret are kept. */
  static final int KEPT = 5;

  @Parameters(paramLabel = "SECRET", description = "its name, as shop/app")
  private String name = "";

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "how many versions are kept, ${DEFAULT-VALUE} by default")
  private int keep = KEPT;

  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    if (keep < 1) {
      throw new Trouble("at least one version is kept");
    }
    byte[] secret = SecretInput.read(name);
    try {
      int version = options.vault().put(Named.secret(name), secret, keep);
      spec.commandLine().getOut().println(name + ": version " + version);
    } finally {
      Arrays.fill(secret, (byte) 0);
    }
    return 0;
  }
}
