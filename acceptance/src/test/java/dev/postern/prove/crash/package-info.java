/**
 * A real server and the gateway's process are killed under load, and what clients were told is held
 * against the database and the ledger.
 */
@NullMarked
package dev.postern.prove.crash;

import org.jspecify.annotations.NullMarked;
