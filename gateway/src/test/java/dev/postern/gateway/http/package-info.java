/** Tests of reading heads and bodies, against Netty's codec as the oracle. */
@NullMarked
package dev.postern.gateway.http;

import org.jspecify.annotations.NullMarked;
