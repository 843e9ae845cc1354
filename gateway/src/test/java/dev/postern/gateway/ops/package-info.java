/** Tests of the metrics. */
@NullMarked
package dev.postern.gateway.ops;

import org.jspecify.annotations.NullMarked;
