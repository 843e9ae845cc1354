package dev.postern.gateway.credential;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A secret with an end. It leaves only through {@link #use}, shows itself to nobody, and is
 * overwritten when it ends. Any thread.
 */
public final class Lease {
  private final String name;
  private final Optional<Instant> expires;
  private final long since = System.nanoTime();
  private byte @Nullable [] secret;

  /**
   * @param name the credential's name, which is no secret
   * @param secret handed over
   * @param expires when it ends by itself, where that is known
   */
  Lease(String name, byte[] secret, Optional<Instant> expires) {
    this.name = name;
    this.secret = secret;
    this.expires = expires;
  }

  /** The credential's name. */
  public String name() {
    return name;
  }

  /** When it ends by itself; empty where that is not known. */
  public Optional<Instant> expires() {
    return expires;
  }

  /** How long it has been in force. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  /**
   * Uses the secret.
   *
   * @return false when it has ended; then the consumer was not called
   */
  public synchronized boolean use(SecretConsumer consumer) {
    if (secret == null) {
      return false;
    }
    consumer.accept(secret);
    return true;
  }

  /** Ends it and overwrites the secret. Ending twice is no fault. */
  synchronized void end() {
    if (secret != null) {
      Arrays.fill(secret, (byte) 0);
      secret = null;
    }
  }

  /** Whether these are its octets; takes the same time for any of one length. */
  synchronized boolean holds(byte[] octets) {
    return secret != null && java.security.MessageDigest.isEqual(secret, octets);
  }

  @Override
  public String toString() {
    return "Lease[" + name + ", secret hidden]";
  }
}
