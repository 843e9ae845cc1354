package dev.postern.cli.target;

import picocli.CommandLine.Command;

/** {@code postern target}. */
@Command(
    name = "target",
    description = "Look at one target.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ScanCommand.class})
public final class TargetCommand {}
