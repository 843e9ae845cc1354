package dev.postern.cli.config;

import dev.postern.gateway.config.ConfigurationSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern config schema}: the JSON Schema that editors complete and check files by. */
@Command(
    name = "schema",
    description = {
      "Print the JSON Schema (draft 2020-12) of the main file, or with --target of a target's"
          + " file.",
      "Save it and name it in a file's first line:",
      "  # yaml-language-server: $schema=postern.json",
    },
    mixinStandardHelpOptions = true)
final class SchemaCommand implements Callable<Integer> {
  @Option(names = "--target", description = "The schema of a target's file.")
  private boolean target;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    spec.commandLine()
        .getOut()
        .println(SchemaJson.of(target ? ConfigurationSchema.target() : ConfigurationSchema.main()));
    return 0;
  }
}
