package dev.postern.cli.sessions;

import dev.postern.cli.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern sessions export}: a session as a file for other tools. */
@Command(
    name = "export",
    description =
        "Write a session as JSON Lines, as an HTTP Archive (MCP), or as a script for psql.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Mixin private OneSession session = new OneSession();

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description = "jsonl, har or sql (default: ${DEFAULT-VALUE})",
      defaultValue = "jsonl")
  private String form = "jsonl";

  @Option(names = "--since", paramLabel = "TIME", description = "from when on")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "up to when")
  private @Nullable String until;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "where to; a new file, readable by its owner alone (default: standard output)")
  private @Nullable Path file;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    Map<String, String> asked = new HashMap<>();
    asked.put("form", form);
    if (since != null) {
      asked.put("since", since);
    }
    if (until != null) {
      asked.put("until", until);
    }
    Recordings recordings = session.recordings();
    byte[] octets = recordings.export(session.name(recordings), asked);
    Path target = file;
    if (target == null) {
      spec.commandLine().getOut().print(new String(octets, StandardCharsets.US_ASCII));
      spec.commandLine().getOut().flush();
      return 0;
    }
    try {
      Files.createFile(
          target,
          java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
              java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")));
      Files.write(target, octets, StandardOpenOption.WRITE);
    } catch (IOException failed) {
      throw new Trouble("cannot write " + target + ": " + failed, failed);
    }
    spec.commandLine().getOut().println(octets.length + " bytes in " + target);
    return 0;
  }
}
