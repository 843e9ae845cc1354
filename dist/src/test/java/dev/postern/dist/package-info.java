/** Tests of the builder of releases, and of those who verify what it made. */
@NullMarked
package dev.postern.dist;

import org.jspecify.annotations.NullMarked;
