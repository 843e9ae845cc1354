package dev.postern.cli.release;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code postern release verify}: reads the whole release and holds it against its signed audit.
 */
@Command(
    name = "verify",
    description = {
      "Verify a tarball or an image against its audit, and the audit against a key.",
      "The audit is FILE.audit.json, its signature FILE.audit.json.sig; the key comes from"
          + " elsewhere.",
      "Exit status: 0 it is what was signed and nothing in it is objected to, 1 not, or unreadable."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int LARGEST_AUDIT = 16 << 20;

  @Parameters(index = "0", paramLabel = "FILE", description = "the tarball or the image")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "the release key, public, in PEM")
  private Path key = Path.of("");

  @Option(names = "--audit", paramLabel = "FILE", description = "the audit, when it lies elsewhere")
  private @Nullable Path elsewhere;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    PrintWriter out = spec.commandLine().getOut();
    try {
      Path audit =
          Optional.ofNullable(elsewhere)
              .orElseGet(() -> file.resolveSibling(file.getFileName() + ".audit.json"));
      byte[] document = bounded(audit);
      byte[] signature = bounded(audit.resolveSibling(audit.getFileName() + ".sig"));
      if (!ReleaseKeys.signed(document, signature, ReleaseKeys.open(key))) {
        throw new Trouble("the audit is not signed by this key: nothing is proven of " + file);
      }
      ReleaseAudit signed = ReleaseAudit.parse(document);
      List<String> wrong = wrong(signed);
      wrong.forEach(line -> out.println("WRONG: " + Screen.safe(line)));
      if (wrong.isEmpty()) {
        told(signed).forEach(line -> out.println(Screen.safe(line)));
      }
      return wrong.isEmpty() ? 0 : 1;
    } catch (IOException unreadable) {
      throw new Trouble("cannot verify " + file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  private List<String> wrong(ReleaseAudit signed) throws IOException {
    List<String> wrong = new ArrayList<>();
    if (!Archive.sha256(file).equals(signed.artifact().sha256())) {
      wrong.add("the file is not the one that was signed: its digest is another");
    }
    wrong.addAll(signed.differences(Archive.members(file)));
    wrong.addAll(Findings.of(signed));
    return wrong;
  }

  private static List<String> told(ReleaseAudit signed) {
    long files = signed.members().stream().filter(each -> each.kind() == Member.Kind.FILE).count();
    return List.of(
        "signed by this key: "
            + signed.artifact().file()
            + ", version "
            + signed.version()
            + ", commit "
            + signed.commit(),
        files
            + " files of "
            + signed.parts().size()
            + " parts, each as the audit says, and nothing else",
        "no file that runs as somebody else, none that others may write, no shell or tool;"
            + " every licence is known and its text is there");
  }

  private static byte[] bounded(Path document) throws IOException {
    if (Files.size(document) > LARGEST_AUDIT) {
      throw new IOException("too large for an audit: " + document);
    }
    return Files.readAllBytes(document);
  }
}
