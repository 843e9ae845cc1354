/** {@code postern drain}: bringing a gateway to its stop, and watching it come there. */
@NullMarked
package dev.postern.cli.drain;

import org.jspecify.annotations.NullMarked;
