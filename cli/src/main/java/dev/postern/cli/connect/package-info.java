/**
 * {@code postern connect}: from a sign-in to the gateway to a session on a database, by lines to
 * paste, by a command that is run, or by a port of this machine.
 */
@NullMarked
package dev.postern.cli.connect;

import org.jspecify.annotations.NullMarked;
