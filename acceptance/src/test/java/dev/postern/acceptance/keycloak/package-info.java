/**
 * Sign-in against a real Keycloak, and through it against a SAML identity provider. Runs with
 * {@code -Pkeycloak} only, because the server is a large download.
 */
@NullMarked
package dev.postern.acceptance.keycloak;

import org.jspecify.annotations.NullMarked;
