/**
 * What an auditor does with a ledger: verify it, take a checkpoint to keep elsewhere, erase what
 * was recorded.
 */
@NullMarked
package dev.postern.cli.audit;

import org.jspecify.annotations.NullMarked;
