/**
 * What an auditor does with a ledger, offline: verify it, and take a checkpoint to keep elsewhere.
 */
@NullMarked
package dev.postern.cli.audit;

import org.jspecify.annotations.NullMarked;
