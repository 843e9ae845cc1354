/** Tests of the event stream codec. */
@NullMarked
package dev.postern.gateway.sse;

import org.jspecify.annotations.NullMarked;
