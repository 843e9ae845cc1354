package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code postern vault delete}: a secret, or one version of it, is taken out. */
@Command(
    name = "delete",
    description = {
      "Take a secret out of a vault.",
      "Copies of the file still have it, and whoever was given it: change it where it is used."
    },
    mixinStandardHelpOptions = true)
final class DeleteCommand implements Callable<Integer> {
  @Parameters(paramLabel = "SECRET", description = "its name, as shop/app")
  private String name = "";

  @Option(
      names = "--version-number",
      paramLabel = "N",
      description = "one version; all of them by default")
  private @Nullable Integer version;

  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    Integer one = version;
    OptionalInt meant = one == null ? OptionalInt.empty() : OptionalInt.of(one);
    int gone = options.vault().delete(Named.secret(name), meant);
    if (gone == 0) {
      throw new Trouble("there is no such secret or version");
    }
    spec.commandLine().getOut().println(name + ": " + gone + " taken out");
    return 0;
  }
}
