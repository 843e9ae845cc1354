/** Tests of the gateway's own questions to targets. */
@NullMarked
package dev.postern.gateway.scan;

import org.jspecify.annotations.NullMarked;
