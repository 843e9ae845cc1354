/** The product, put together: the composition root and nothing else. */
@NullMarked
package dev.postern.gateway;

import org.jspecify.annotations.NullMarked;
