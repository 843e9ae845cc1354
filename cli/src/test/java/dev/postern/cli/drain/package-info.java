/** {@code postern drain}, against a REST interface with fixed answers. */
@NullMarked
package dev.postern.cli.drain;

import org.jspecify.annotations.NullMarked;
