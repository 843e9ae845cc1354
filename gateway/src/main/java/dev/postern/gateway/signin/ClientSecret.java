package dev.postern.gateway.signin;

import java.util.function.Consumer;

/** A secret that the gateway has with an issuer, seen for the length of a call. */
@FunctionalInterface
public interface ClientSecret {
  /**
   * Shows the secret.
   *
   * @param consumer neither keeps nor changes what it is given
   * @return false when there is none to be had; then the consumer was not called
   */
  boolean use(Consumer<byte[]> consumer);
}
