package dev.postern.cli.audit;

import picocli.CommandLine.Command;

/**
 * {@code postern audit}: works on the ledger's files, or a copy of them; needs no running gateway.
 */
@Command(
    name = "audit",
    description = "Verify a ledger, or take a checkpoint of it to keep elsewhere.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {VerifyCommand.class, CheckpointCommand.class})
public final class AuditCommand {}
