/** {@code postern target}: looking at one target. */
@NullMarked
package dev.postern.cli.target;

import org.jspecify.annotations.NullMarked;
