/** Operations across all sessions, told in the terminal. */
@NullMarked
package dev.postern.cli.operations;

import org.jspecify.annotations.NullMarked;
