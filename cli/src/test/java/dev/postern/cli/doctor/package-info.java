/** The doctor's checks, each made to find something that is really broken. */
@NullMarked
package dev.postern.cli.doctor;

import org.jspecify.annotations.NullMarked;
