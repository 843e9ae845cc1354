/** Tests of traces, and a collector for them. */
@NullMarked
package dev.postern.gateway.ops.trace;

import org.jspecify.annotations.NullMarked;
