package dev.postern.cli.audit;

import dev.postern.cli.Screen;
import dev.postern.cli.Trouble;
import dev.postern.gateway.ledger.LedgerAudit;
import dev.postern.kernel.audit.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code postern audit verify}: reads every file of a ledger and says what that proves. */
@Command(
    name = "verify",
    description = {
      "Read every file of a ledger and say what that proves, and what it cannot.",
      "That its end was not cut off is proven only by a checkpoint that was kept elsewhere.",
      "Exit status: 0 intact, 1 not intact or unreadable, 2 the words are wrong, 3 no fault, but"
          + " doubts: a crash or a gateway at work explains them, and so would somebody who took"
          + " entries out."
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final int DOUBTS = 3;

  @Mixin private LedgerFolder directory = new LedgerFolder();

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "the ledger's public key (PEM), held elsewhere; by default the one beside it")
  private @Nullable Path key;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "a checkpoint that was kept elsewhere: postern audit checkpoint")
  private @Nullable Path checkpoint;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    try {
      Report report =
          LedgerAudit.verify(
              directory.ledger(), Optional.ofNullable(key), Optional.ofNullable(checkpoint));
      report.told().forEach(line -> spec.commandLine().getOut().println(Screen.safe(line)));
      return report.clean() ? 0 : report.sound() ? DOUBTS : 1;
    } catch (IOException unreadable) {
      throw new Trouble("cannot verify " + directory + ": " + unreadable.getMessage(), unreadable);
    }
  }
}
