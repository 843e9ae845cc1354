package dev.postern.gateway.credential;

/** The one way out of a lease: sees the secret for the length of a call and keeps nothing. */
@FunctionalInterface
public interface SecretConsumer {
  /**
   * Takes the secret to where it is needed.
   *
   * @param secret the lease's own array: neither kept nor changed
   */
  void accept(byte[] secret);
}
