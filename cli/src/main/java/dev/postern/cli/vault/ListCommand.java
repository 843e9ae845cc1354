package dev.postern.cli.vault;

import dev.postern.cli.Trouble;
import dev.postern.gateway.vault.LocalVault.Listed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code postern vault list}: what there is, without any of its values. */
@Command(
    name = "list",
    description = "List the secrets of a vault by name. Values are never shown.",
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  @Mixin private VaultOptions options = new VaultOptions();
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException, Trouble {
    Map<String, List<Listed>> byName =
        options.vault().list().stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.name().text(), TreeMap::new, Collectors.toList()));
    byName.forEach((name, versions) -> {
      Listed newest = versions.getLast();
      spec.commandLine()
          .getOut()
          .println(name + "  version " + newest.version() + "  " + newest.made());
    });
    return 0;
  }
}
