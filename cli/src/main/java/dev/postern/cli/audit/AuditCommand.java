package dev.postern.cli.audit;

import picocli.CommandLine.Command;

/**
 * {@code postern audit}: what an auditor does with a ledger. Verifying and checkpoints need its
 * files alone; erasing asks the gateway, which decides and records it.
 */
@Command(
    name = "audit",
    description = "Verify a ledger, take a checkpoint of it to keep elsewhere, erase recordings.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VerifyCommand.class, CheckpointCommand.class, EraseCommand.class})
public final class AuditCommand {}
