/**
 * A development issuer: an OpenID Connect provider that asks for no password, so that the demo can
 * show sign-in without an account anywhere. It listens on loopback alone.
 */
@NullMarked
package dev.postern.demo.issuer;

import org.jspecify.annotations.NullMarked;
