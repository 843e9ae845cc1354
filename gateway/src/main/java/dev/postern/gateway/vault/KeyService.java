package dev.postern.gateway.vault;

import java.io.IOException;

/**
 * What holds a key-encryption key, and wraps data keys under it: a file, the environment, or a
 * service that never gives the key out. Blocks; called on threads that may.
 */
public interface KeyService {
  /**
   * Which key this is: printable ASCII of at most 200 characters, the same for the same key
   * wherever it is kept, and no secret.
   *
   * @throws IOException when the key cannot be had
   */
  String id() throws IOException;

  /**
   * Wraps a data key. The caller overwrites what it gave.
   *
   * @param dataKey 32 octets; neither kept nor changed
   * @param about what the wrapped key is bound to: unwrapping demands the same
   * @return at most 1,024 octets
   * @throws IOException when the key cannot be had
   */
  byte[] wrap(byte[] dataKey, byte[] about) throws IOException;

  /**
   * Unwraps a data key. The caller overwrites what it is given.
   *
   * @throws VaultFault when it was not wrapped by this key, or is bound to something else
   * @throws IOException when the key cannot be had
   */
  byte[] unwrap(byte[] wrapped, byte[] about) throws IOException;
}
