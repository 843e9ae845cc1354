package dev.postern.cli.grants;

import picocli.CommandLine.Command;

/** {@code postern grants}: roles for a time. */
@Command(
    name = "grants",
    description = {
      "Roles for a time: look at them, let them last longer or end them.",
      "A new one: postern request ROLE on TARGET --for 30m --reason TEXT."
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    subcommands = {
      ListCommand.class,
      ShowCommand.class,
      RenewCommand.class,
      ShortenCommand.class,
      ReturnCommand.class,
      RevokeCommand.class
    })
public final class GrantsCommand {}
