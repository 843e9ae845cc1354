/** Locking and unlocking from the command line. */
@NullMarked
package dev.postern.cli.standing;

import org.jspecify.annotations.NullMarked;
