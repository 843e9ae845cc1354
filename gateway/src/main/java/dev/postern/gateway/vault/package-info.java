/**
 * The encrypted file in which secrets are kept beside the gateway, and the keys that it is sealed
 * under. The form of the file stands in docs/protocols/vault-file.md.
 */
@NullMarked
package dev.postern.gateway.vault;

import org.jspecify.annotations.NullMarked;
