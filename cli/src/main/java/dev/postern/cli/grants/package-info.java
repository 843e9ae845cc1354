/** {@code postern request} and {@code postern grants}: access for a time. */
@NullMarked
package dev.postern.cli.grants;

import org.jspecify.annotations.NullMarked;
