/**
 * The ledger on files: segments appended inline or by group commit, recordings beside them, signed
 * checkpoints, recovery, and the readers that tell sessions as stories.
 */
@NullMarked
package dev.postern.gateway.ledger;

import org.jspecify.annotations.NullMarked;
