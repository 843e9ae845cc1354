/**
 * Servers that speak the HTTP API of HashiCorp Vault and OpenBao: key-value engines, database
 * credentials, transit; sign-in by a token, AppRole and JWT. Every answer is hostile input.
 */
@NullMarked
package dev.postern.gateway.vault.server;

import org.jspecify.annotations.NullMarked;
