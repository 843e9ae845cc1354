package dev.postern.cli.requests;

import picocli.CommandLine.Command;

/** {@code postern requests}: what waits for people's approval. */
@Command(
    name = "requests",
    description = {
      "What waits for people's approval: look at it, approve it, deny it.",
      "You see what you asked for and what you are asked."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      ApproveCommand.class,
      DenyCommand.class,
      WithdrawCommand.class
    })
public final class RequestsCommand {}
