/** Placeholder until the first class lands. */
@NullMarked
package dev.postern.gateway;

import org.jspecify.annotations.NullMarked;
