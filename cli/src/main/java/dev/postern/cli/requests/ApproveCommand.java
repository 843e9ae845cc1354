package dev.postern.cli.requests;

import picocli.CommandLine.Command;

/** {@code postern requests approve}: what is shown may run, once. */
@Command(
    name = "approve",
    description = "Approve a request: exactly what is shown may run, once.",
    mixinStandardHelpOptions = true)
public final class ApproveCommand extends Answering {
  @Override
  String word() {
    return "approve";
  }
}
