package dev.postern.cli.release;

import picocli.CommandLine.Command;

/** {@code postern release}: what is done with a release before it is installed. */
@Command(
    name = "release",
    description = "Verify a release: who signed it, and that it holds what was audited.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VerifyCommand.class})
public final class ReleaseCommand {}
