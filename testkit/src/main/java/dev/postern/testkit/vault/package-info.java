/**
 * A stand-in for a vault server, written from the published HTTP API of HashiCorp Vault and
 * OpenBao: a real HTTP server on loopback, and neither of those products.
 */
@NullMarked
package dev.postern.testkit.vault;

import org.jspecify.annotations.NullMarked;
