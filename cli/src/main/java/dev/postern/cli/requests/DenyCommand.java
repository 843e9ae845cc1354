package dev.postern.cli.requests;

import picocli.CommandLine.Command;

/** {@code postern requests deny}: what is shown may not run, whoever else approved it. */
@Command(
    name = "deny",
    description = "Deny a request: it does not run, whoever else approved it.",
    mixinStandardHelpOptions = true)
public final class DenyCommand extends Answering {
  @Override
  String word() {
    return "deny";
  }
}
