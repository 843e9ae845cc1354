package dev.postern.cli.sessions;

import picocli.CommandLine.Command;

/** {@code postern sessions}: what was recorded, as a story. */
@Command(
    name = "sessions",
    description = "Read what was recorded, as a story. Reading is recorded too.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      PlayCommand.class,
      ExportCommand.class,
    })
public final class SessionsCommand {}
