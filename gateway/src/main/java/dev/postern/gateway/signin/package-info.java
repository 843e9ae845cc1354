/**
 * Sign-in: a presented access token becomes a {@link dev.postern.kernel.identity.SignIn}, or a
 * reason why not.
 *
 * <p>{@link dev.postern.gateway.signin.SignInDesk} is the way in. A strict check ({@link
 * dev.postern.gateway.signin.StrictToken}) stands in front of the signature library, key sets come
 * from issuers named in configuration only, and everything that waits runs on virtual threads; an
 * event loop calls nothing but {@link dev.postern.gateway.signin.TokenWindow}.
 */
@NullMarked
package dev.postern.gateway.signin;

import org.jspecify.annotations.NullMarked;
