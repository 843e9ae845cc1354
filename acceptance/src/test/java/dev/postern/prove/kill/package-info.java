/**
 * The gateway's process group is killed again and again under clients that keep journals, at both
 * levels of the ledger, and the ledger is held against what they and the targets wrote down.
 */
@NullMarked
package dev.postern.prove.kill;

import org.jspecify.annotations.NullMarked;
