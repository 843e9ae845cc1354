package dev.postern.cli.operations;

import picocli.CommandLine.Command;

/** {@code postern operations}: what was asked, in whatever session. */
@Command(
    name = "operations",
    description = "Read what was asked, in whatever session. Reading is recorded too.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ListCommand.class})
public final class OperationsCommand {}
