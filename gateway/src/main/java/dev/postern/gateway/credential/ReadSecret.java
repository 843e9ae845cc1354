package dev.postern.gateway.credential;

import dev.postern.gateway.credential.SecretStore.Answer;
import dev.postern.gateway.credential.SecretStore.Mark;
import dev.postern.gateway.credential.SecretStore.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One secret that is read all the time, from one source. Looking it up reads memory only. Reading
 * it again may block: who reads the same waits, and nobody else. Any thread.
 */
final class ReadSecret {
  private static final Logger LOG = LoggerFactory.getLogger(ReadSecret.class);

  private final At at;
  private final UnaryOperator<@Nullable String> environment;
  private final LendingLimits limits;
  private final ReentrantLock asking = new ReentrantLock();

  // Written under the monitor of this, which nobody holds while a vault is asked.
  private volatile @Nullable Lease now;
  private Optional<Mark> mark = Optional.empty();
  private Optional<Long> demanded = Optional.empty();
  private Optional<Long> failed = Optional.empty();
  private boolean over;
  private boolean goneTold;
  private boolean unansweredTold;

  /**
   * Where it is read.
   *
   * @param store the vault, where it is in one that there is
   */
  record At(String name, CredentialSource source, Optional<SecretStore> store) {}

  ReadSecret(At at, UnaryOperator<@Nullable String> environment, LendingLimits limits) {
    this.at = at;
    this.environment = environment;
    this.limits = limits;
  }

  /** Whether it is read there: the same source, of the same store. */
  boolean of(At other) {
    boolean store =
        at.store().isEmpty()
            ? other.store().isEmpty()
            : other.store().isPresent() && at.store().get() == other.store().get();
    return store && at.source().equals(other.source());
  }

  String name() {
    return at.name();
  }

  Optional<SecretStore> store() {
    return at.store();
  }

  /** The lease in force; empty where there is no usable secret, or none yet. */
  Optional<Lease> lease() {
    Lease lease = now;
    while (lease != null && lease.ended()) {
      // It was found just before its successor took its place: that one is meant.
      Lease next = now;
      if (next == lease) {
        return Optional.empty();
      }
      lease = next;
    }
    return Optional.ofNullable(lease);
  }

  /** It ends, and nothing is read any more. */
  synchronized void end() {
    over = true;
    put(null);
  }

  /**
   * Reads it again.
   *
   * @param refused whether a target did not take it: then its vault is asked, but not more than
   *     once in a moment. Of a vault that could not be asked the last time nobody waits for
   *     another's asking
   */
  void read(boolean refused) throws InterruptedException {
    if (!refused || !failing()) {
      asking.lockInterruptibly();
    } else if (!asking.tryLock()) {
      return;
    }
    try {
      if (!refused || !failedLately()) {
        readNow(refused);
      }
    } finally {
      asking.unlock();
    }
  }

  private void readNow(boolean refused) throws InterruptedException {
    switch (at.source()) {
      case CredentialSource.EnvironmentVariable(String variable) -> {
        String value = environment.apply(variable);
        plain(value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8));
      }
      case CredentialSource.SecretFile(Path path) -> plain(octets(path));
      case CredentialSource.Kept kept -> ask(kept, refused);
      case CredentialSource.Made made ->
          throw new IllegalStateException("what is made is not read");
    }
  }

  /** Whether its vault could not be asked the last time. */
  private synchronized boolean failing() {
    return failed.isPresent();
  }

  private synchronized boolean failedLately() {
    return failed.map(when -> System.nanoTime() - when < limits.failed().toNanos()).orElse(false);
  }

  /** What was read without a vault. */
  private void plain(byte[] read) {
    boolean usable = take(read);
    if (!usable) {
      LOG.debug("there is no usable secret for {}", at.name());
    }
  }

  private static byte[] octets(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(SecretText.LONGEST + 1);
    } catch (IOException unreadable) {
      return new byte[0];
    }
  }

  private void ask(CredentialSource.Kept source, boolean refused) throws InterruptedException {
    if (at.store().isEmpty()) {
      plain(new byte[0]);
      return;
    }
    try {
      answered(at.store().get().fetch(source, had(), refused && due()));
    } catch (IOException later) {
      unanswered(later);
    }
  }

  private synchronized Optional<Mark> had() {
    Lease lease = now;
    return lease == null || lease.ended() ? Optional.empty() : mark;
  }

  private synchronized boolean due() {
    long moment = System.nanoTime();
    boolean due = demanded.map(last -> moment - last >= limits.refused().toNanos()).orElse(true);
    if (due) {
      demanded = Optional.of(moment);
    }
    return due;
  }

  private synchronized void answered(Answer answer) {
    unansweredTold = false;
    if (over && !(answer instanceof Answer.Fresh)) {
      return;
    }
    switch (answer) {
      case Answer.Fresh(Secret secret, Mark given) -> {
        goneTold = false;
        failed = Optional.empty();
        if (take(secret.octets())) {
          mark = Optional.of(given);
          lasts(secret.lasts());
        }
      }
      // Nobody may have been asked: it says nothing of whether the vault answers.
      case Answer.Same(Optional<Duration> lasts) -> lasts(lasts);
      case Answer.Gone(String why) -> {
        if (!goneTold) {
          LOG.warn("the secret of {} cannot be had: {}", at.name(), why);
        }
        goneTold = true;
        failed = Optional.empty();
        put(null);
      }
    }
  }

  private synchronized void unanswered(IOException later) {
    if (over) {
      return;
    }
    if (!unansweredTold) {
      LOG.warn(
          "the secret of {} cannot be asked for; what was had is used to its end: {}",
          at.name(),
          later.getMessage());
    }
    unansweredTold = true;
    failed = Optional.of(System.nanoTime());
    Lease lease = now;
    if (lease != null && lease.ended()) {
      put(null);
    }
  }

  private void lasts(Optional<Duration> time) {
    Lease lease = now;
    if (lease != null) {
      lease.lasts(time);
    }
  }

  /** Whether it is in force now. */
  private synchronized boolean take(byte[] read) {
    byte[] octets = SecretText.usable(read);
    Lease lease = now;
    if (over) {
      Arrays.fill(octets, (byte) 0);
      return false;
    }
    if (octets.length == 0) {
      put(null);
      return false;
    }
    if (lease != null && lease.holds(octets)) {
      Arrays.fill(octets, (byte) 0);
      lease.lasts(Optional.empty());
    } else {
      put(new Lease(at.name(), octets));
    }
    return true;
  }

  /** The successor is there before the former ends: who looks finds one of them. */
  private void put(@Nullable Lease next) {
    Lease before = now;
    now = next;
    if (next == null) {
      mark = Optional.empty();
    }
    if (before != null) {
      before.end();
    }
  }
}
