package dev.postern.gateway.credential;

import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.SecretStore.Answer;
import dev.postern.gateway.credential.SecretStore.Mark;
import dev.postern.gateway.credential.SecretStore.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Credentials that are had when somebody needs them: those of one caller alone, and those that a
 * vault makes. Each is shared by all who need the same, renewed while it is used, and given back
 * soon after the last of them. Looking up reads memory only; the rest may block.
 */
final class Lending {
  private final LendingLimits limits;
  private final LongSupplier nanos;
  private final Function<String, Optional<At>> where;
  private final Map<String, Slot> slots = new ConcurrentHashMap<>();
  private final UnderWay underWay = new UnderWay();
  private final Owed owed;
  private volatile boolean closed;

  /**
   * @param nanos a clock that only goes on
   * @param where where a name is had now; empty when it is not configured any more
   */
  Lending(LendingLimits limits, LongSupplier nanos, Function<String, Optional<At>> where) {
    this.limits = limits;
    this.nanos = nanos;
    this.where = where;
    this.owed = new Owed(limits.owed());
  }

  /** Where a credential is had. */
  record At(String name, InVault source, SecretStore store) {}

  /** The lease that is had already, of this place and no other. */
  Optional<Lease> lease(At at) {
    Slot slot = slots.get(at.name());
    Lent lent = slot == null ? null : slot.now();
    while (lent != null && lent.lease().ended()) {
      // It was found just before its successor took its place: that one is meant.
      Lent next = slot == null ? null : slot.now();
      if (next == lent) {
        return Optional.empty();
      }
      lent = next;
    }
    if (lent == null || !lent.of(at)) {
      return Optional.empty();
    }
    lent.touched();
    return Optional.of(lent.lease());
  }

  /**
   * Has it, and keeps it until it is given back.
   *
   * @param another whether it must not be the one that is had already: the target refused it
   * @throws IOException when it cannot be had
   */
  Loan borrow(At at, boolean another) throws IOException, InterruptedException {
    while (true) {
      Slot slot = slot(at.name());
      slot.asking().lockInterruptibly();
      try {
        // While this waited its turn, the slot may have been given up.
        if (slots.get(at.name()) == slot) {
          return borrow(at, slot, another);
        }
      } finally {
        slot.asking().unlock();
      }
    }
  }

  /** The bound is for names that are new: who has room keeps it, whatever others ask for. */
  private Slot slot(String name) throws IOException {
    synchronized (slots) {
      Slot known = slots.get(name);
      if (known == null && slots.size() >= limits.most()) {
        throw new IOException("more than " + limits.most() + " credentials are in use");
      }
      return slots.computeIfAbsent(name, anew -> new Slot(limits, nanos));
    }
  }

  private Loan borrow(At at, Slot slot, boolean another) throws IOException, InterruptedException {
    Lent lent = slot.now();
    if (lent != null && lent.of(at) && lent.fresh()) {
      boolean enough = lent.made() ? !another : !another || !slot.due();
      if (enough) {
        return lent.loan();
      }
    }
    // Who waited while it could not be had does not ask after one another, each for a whole time.
    Optional<String> why = slot.failedLately(at);
    if (why.isPresent()) {
      throw new IOException(why.get());
    }
    try {
      return had(at, slot, another).loan();
    } catch (IOException failed) {
      slot.failed(at, String.valueOf(failed.getMessage()));
      throw failed;
    }
  }

  private Lent had(At at, Slot slot, boolean now) throws IOException, InterruptedException {
    // Before it is looked where it is had: a store that has been left is not closed meanwhile.
    underWay.begin(at.store());
    slot.asked(Optional.of(at));
    try {
      demandHere(at);
      return asked(at, slot, now);
    } finally {
      slot.asked(Optional.empty());
      underWay.end(at.store());
    }
  }

  /** A reload may have come since it was looked up. */
  private void demandHere(At at) throws IOException {
    if (!where.apply(at.name()).equals(Optional.of(at))) {
      throw new IOException(at.name() + " is not had there any more");
    }
  }

  private Lent asked(At at, Slot slot, boolean now) throws IOException, InterruptedException {
    Lent before = slot.now();
    boolean held = before != null && before.of(at) && !before.lease().ended();
    Optional<Mark> mark =
        Optional.ofNullable(before).filter(lent -> held && !lent.made()).map(Lent::mark);
    Answer answer = at.store().fetch(at.source(), mark, now);
    return switch (answer) {
      case Answer.Fresh(Secret secret, Mark given) -> {
        slot.answered();
        yield fresh(at, slot, secret, given);
      }
      case Answer.Same(Optional<Duration> lasts) -> {
        if (before == null) {
          throw new IOException("the vault says that it gave " + at.name() + " already");
        }
        before.lease().lasts(lasts);
        demandWanted(at, slot, before);
        yield before;
      }
      case Answer.Gone(String why) -> {
        drop(slot);
        throw new IOException(why);
      }
    };
  }

  private Lent fresh(At at, Slot slot, Secret secret, Mark mark)
      throws IOException, InterruptedException {
    byte[] octets = SecretText.usable(secret.octets());
    Lent before = slot.now();
    boolean same =
        before != null
            && before.of(at)
            && !before.made()
            && secret.lease().isEmpty()
            && !before.lease().ended()
            && before.lease().holds(octets);
    if (before != null && same) {
      Arrays.fill(octets, (byte) 0);
      before.lease().lasts(secret.lasts());
      before.hadAgain(mark);
      demandWanted(at, slot, before);
      return before;
    }
    boolean usable = octets.length > 0;
    Lease lease =
        new Lease(at.name(), octets, new Lease.Terms(secret.user(), secret.lasts()), nanos);
    Lent next = new Lent(at, lease, new Lent.Had(secret.lease(), mark), nanos);
    if (!usable) {
      drop(slot);
      leave(next);
      throw new IOException("what the vault gave for " + at.name() + " is not one usable line");
    }
    // The successor is there before the former ends: who looks finds one of them.
    put(slot, next);
    demandWanted(at, slot, next);
    return next;
  }

  /**
   * What a reload left, or a stop, while its vault was asked is lent to nobody; nor what has ended,
   * or came for a slot that is nobody's any more.
   */
  private void demandWanted(At at, Slot slot, Lent had) throws IOException, InterruptedException {
    if (closed) {
      slot.put(null);
      had.giveBack();
      throw new IOException("the gateway stops");
    }
    try {
      demandHere(at);
    } catch (IOException elsewhere) {
      giveUp(at.name(), slot);
      throw elsewhere;
    }
    if (slots.get(at.name()) != slot || had.lease().ended()) {
      drop(slot);
      throw new IOException(
          "a reload has come while " + at.name() + " was asked for, or it has ended");
    }
  }

  /**
   * It stands for this from now on. In one step for who looks what is had of which store: what it
   * stood for is in use no more, or owed.
   */
  private synchronized void put(Slot slot, @Nullable Lent next) {
    Lent before = slot.put(next);
    if (before != null) {
      leave(before);
    }
  }

  /** What the slot stood for is in force no more. */
  private void drop(Slot slot) {
    put(slot, null);
  }

  /** The slot is nobody's any more: who asks for it yet finds that when the answer is there. */
  private synchronized void giveUp(String name, Slot slot) {
    slots.remove(name, slot);
    drop(slot);
  }

  /** One that was only read ends at once; one that was made, when nobody uses it any more. */
  private void leave(Lent lent) {
    if (!lent.made()) {
      lent.lease().end();
      return;
    }
    owed.add(lent);
  }

  /** The stores that anything is had of, or is asked of now. */
  synchronized Set<SecretStore> stores() {
    // First those that are asked: what they give is in a slot before they are asked no more.
    Set<SecretStore> stores = underWay.stores();
    stores.addAll(owed.stores());
    for (Slot slot : slots.values()) {
      Optional.ofNullable(slot.now()).map(Lent::store).ifPresent(stores::add);
    }
    return stores;
  }

  /** Forgets the names under which nothing was had, and nobody asks just now. */
  void tidy() {
    slots.forEach((name, slot) -> {
      if (slot.now() == null && slot.asking().tryLock()) {
        try {
          if (slot.now() == null && !slot.failedLately()) {
            slots.remove(name, slot);
          }
        } finally {
          slot.asking().unlock();
        }
      }
    });
  }

  /** Renews, reads again and gives back what is due of what was had of a store. */
  void tend(SecretStore store) throws InterruptedException {
    for (Map.Entry<String, Slot> entry : slots.entrySet()) {
      Slot slot = entry.getValue();
      if (of(slot, store).isPresent()) {
        slot.asking().lockInterruptibly();
        try {
          tend(entry.getKey(), slot, of(slot, store), where.apply(entry.getKey()));
        } finally {
          slot.asking().unlock();
        }
      }
    }
    owed.settle(store);
  }

  /** What it stands for, if that was had of a store. */
  private static Optional<Lent> of(Slot slot, SecretStore store) {
    return Optional.ofNullable(slot.now()).filter(lent -> lent.store() == store);
  }

  private void tend(String name, Slot slot, Optional<Lent> had, Optional<At> at)
      throws InterruptedException {
    if (had.isEmpty()) {
      return;
    }
    Lent lent = had.get();
    lent.renew();
    if (at.isEmpty()
        || !lent.of(at.get())
        || lent.lease().ended()
        || lent.idleFor(limits.linger())) {
      giveUp(name, slot);
    } else if (!lent.made()) {
      again(at.get(), slot);
    }
  }

  /**
   * Leaves at once what was had, or is asked for, elsewhere than where it is had now. No vault is
   * asked, and none is waited for: who needs the name now begins anew.
   */
  void leave() {
    slots.forEach((name, slot) -> {
      Optional<At> at = where.apply(name);
      if (at.isEmpty() || !slot.stays(at.get())) {
        giveUp(name, slot);
      }
    });
  }

  private void again(At at, Slot slot) throws InterruptedException {
    try {
      had(at, slot, false);
    } catch (IOException later) {
      // What is had is used until its end; who needs it anew hears why it cannot be had.
      return;
    }
  }

  /**
   * Reads one again that was refused; nothing for one that is made. Of a vault that could not be
   * asked the last time nobody waits for another's asking.
   */
  void refused(At at) throws InterruptedException {
    Slot slot = slots.get(at.name());
    if (slot == null) {
      return;
    }
    if (!slot.failing()) {
      slot.asking().lockInterruptibly();
    } else if (!slot.asking().tryLock()) {
      return;
    }
    try {
      Lent lent = slot.now();
      if (lent != null && !lent.made() && !slot.failedLately() && slot.due()) {
        had(at, slot, true);
      }
    } catch (IOException later) {
      // One that is gone may be there again for the next who needs it; this one was not answered.
      if (slot.now() != null) {
        slot.failed(at, String.valueOf(later.getMessage()));
      }
    } finally {
      slot.asking().unlock();
    }
  }

  /** Ends all of them, and gives back what can be given back in time, and what comes in time. */
  void close() throws InterruptedException {
    long until = System.nanoTime() + limits.closing().toNanos();
    underWay.close();
    dropAll();
    owed.close(until);
    underWay.await(until);
    closed = true;
    dropAll();
    owed.close(until);
  }

  private void dropAll() {
    slots.values().forEach(this::drop);
  }
}
