/**
 * Asking over HTTP of who is no target: identity providers and vault servers. Bounded in time and
 * size, TLS unless the address is of this machine itself, no redirects.
 */
@NullMarked
package dev.postern.gateway.fetch;

import org.jspecify.annotations.NullMarked;
