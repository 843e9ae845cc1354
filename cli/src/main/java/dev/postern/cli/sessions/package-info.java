/** What was recorded, told in the terminal. */
@NullMarked
package dev.postern.cli.sessions;

import org.jspecify.annotations.NullMarked;
