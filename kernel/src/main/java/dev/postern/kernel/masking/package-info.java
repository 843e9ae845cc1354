/** What a viewer must not see, as data; protocols carry it out on their own frames. */
@NullMarked
package dev.postern.kernel.masking;

import org.jspecify.annotations.NullMarked;
