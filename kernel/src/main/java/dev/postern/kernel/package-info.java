/** Placeholder until the first class lands. */
@NullMarked
package dev.postern.kernel;

import org.jspecify.annotations.NullMarked;
