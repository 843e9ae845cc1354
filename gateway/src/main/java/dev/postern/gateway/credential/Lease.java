package dev.postern.gateway.credential;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A secret with an end. It leaves only through {@link #use}, shows itself to nobody, and is
 * overwritten when it ends. Any thread.
 */
public final class Lease {
  private final String name;
  private final Optional<String> user;
  private final LongSupplier nanos;
  private final long since;
  private final Set<Runnable> ends = new LinkedHashSet<>();
  private Optional<Long> until;
  private byte @Nullable [] secret;

  /**
   * One without an end of its own.
   *
   * @param name the credential's name, which is no secret
   * @param secret handed over
   */
  Lease(String name, byte[] secret) {
    this(name, secret, new Terms(Optional.empty(), Optional.empty()), System::nanoTime);
  }

  /**
   * What a lease is beside its secret.
   *
   * @param user whom it is for, where its source says so
   * @param lasts how long from now; empty where it does not end by itself
   */
  record Terms(Optional<String> user, Optional<Duration> lasts) {}

  /**
   * @param secret handed over
   * @param nanos a clock that only goes on
   */
  Lease(String name, byte[] secret, Terms terms, LongSupplier nanos) {
    this.name = name;
    this.secret = secret;
    this.user = terms.user();
    this.nanos = nanos;
    this.since = nanos.getAsLong();
    this.until = terms.lasts().map(time -> since + time.toNanos());
  }

  /** The credential's name. */
  public String name() {
    return name;
  }

  /** Whom it is for, where its source says so. */
  public Optional<String> user() {
    return user;
  }

  /** Whether its secret can be used no more. */
  public synchronized boolean ended() {
    return secret == null || late();
  }

  private boolean late() {
    return until.map(end -> nanos.getAsLong() - end >= 0).orElse(false);
  }

  /** How long it lasts from now; empty where it does not end by itself. */
  synchronized Optional<Duration> left() {
    return until.map(end -> Duration.ofNanos(Math.max(0, end - nanos.getAsLong())));
  }

  /** It lasts for this long from now. */
  synchronized void lasts(Optional<Duration> time) {
    until = time.map(length -> nanos.getAsLong() + length.toNanos());
  }

  /**
   * Has somebody told when it ends, soon after: at once when it has ended.
   *
   * @return forgets them
   */
  public Runnable whenEnded(Runnable told) {
    synchronized (this) {
      if (secret != null) {
        ends.add(told);
        return () -> forget(told);
      }
    }
    told.run();
    return () -> {};
  }

  private synchronized void forget(Runnable told) {
    ends.remove(told);
  }

  /** How long it has been in force. */
  public Duration age() {
    return Duration.ofNanos(nanos.getAsLong() - since);
  }

  /**
   * Uses the secret.
   *
   * @return false when it has ended; then the consumer was not called
   */
  public synchronized boolean use(SecretConsumer consumer) {
    if (secret == null || late()) {
      return false;
    }
    consumer.accept(secret);
    return true;
  }

  /** Ends it and overwrites the secret. Ending twice is no fault. */
  void end() {
    List<Runnable> told;
    synchronized (this) {
      if (secret != null) {
        Arrays.fill(secret, (byte) 0);
        secret = null;
      }
      told = List.copyOf(ends);
      ends.clear();
    }
    told.forEach(Runnable::run);
  }

  /** Whether these are its octets; takes the same time for any of one length. */
  synchronized boolean holds(byte[] octets) {
    return secret != null && MessageDigest.isEqual(secret, octets);
  }

  @Override
  public String toString() {
    return "Lease[" + name + ", secret hidden]";
  }
}
