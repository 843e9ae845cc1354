/**
 * {@code postern doctor}: looks at everything that a gateway stands on and says what is wrong and
 * what to do about it, whether the gateway runs or not. {@link Checks} is the list of what it looks
 * at; a new check is a class and a line there.
 */
@NullMarked
package dev.postern.cli.doctor;

import org.jspecify.annotations.NullMarked;
