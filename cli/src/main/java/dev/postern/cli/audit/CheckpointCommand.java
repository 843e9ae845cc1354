package dev.postern.cli.audit;

import dev.postern.cli.Trouble;
import dev.postern.gateway.ledger.LedgerAudit;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code postern audit checkpoint}: prints the last signed checkpoint, to be kept where the gateway
 * cannot write.
 */
@Command(
    name = "checkpoint",
    description = {
      "Print the last signed checkpoint.",
      "Keep it where the gateway cannot write: with it, 'audit verify --checkpoint' shows a ledger"
          + " that was cut off."
    },
    mixinStandardHelpOptions = true)
final class CheckpointCommand implements Callable<Integer> {
  @Mixin private LedgerFolder directory = new LedgerFolder();

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Trouble {
    try {
      Optional<String> last = LedgerAudit.lastCheckpoint(directory.ledger());
      if (last.isEmpty()) {
        throw new Trouble("no checkpoint was signed in " + directory + " yet");
      }
      spec.commandLine().getOut().print(last.get());
      spec.commandLine().getOut().flush();
      return 0;
    } catch (IOException unreadable) {
      throw new Trouble("cannot read " + directory + ": " + unreadable.getMessage(), unreadable);
    }
  }
}
