/** Tests of the Cedar engine. */
@NullMarked
package dev.postern.kernel.cedar;

import org.jspecify.annotations.NullMarked;
