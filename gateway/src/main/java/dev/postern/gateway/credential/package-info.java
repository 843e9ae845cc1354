/** The secrets that the gateway signs in to targets with, each a lease with an end. */
@NullMarked
package dev.postern.gateway.credential;

import org.jspecify.annotations.NullMarked;
