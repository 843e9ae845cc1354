/** Tests of leases. */
@NullMarked
package dev.postern.gateway.credential;

import org.jspecify.annotations.NullMarked;
