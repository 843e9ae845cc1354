package dev.postern.gateway.credential;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was made and stands for nothing any more: given back when nobody uses it. Any thread. */
final class Owed {
  private static final Logger LOG = LoggerFactory.getLogger(Owed.class);

  private final int most;
  private final List<Lent> leaving = new ArrayList<>();

  /**
   * @param most how many that nobody uses are tried again
   */
  Owed(int most) {
    this.most = most;
  }

  synchronized void add(Lent lent) {
    leaving.add(lent);
  }

  /** Where they are to be given back. */
  synchronized Set<SecretStore> stores() {
    Set<SecretStore> stores = new HashSet<>();
    leaving.forEach(lent -> stores.add(lent.store()));
    return stores;
  }

  private synchronized List<Lent> of(SecretStore store) {
    return leaving.stream().filter(lent -> lent.store() == store).toList();
  }

  private synchronized void settled(Lent lent) {
    leaving.remove(lent);
  }

  /** Renews what is used yet, and gives the rest back; blocks. */
  void settle(SecretStore store) throws InterruptedException {
    for (Lent lent : of(store)) {
      lent.renew();
      if (!lent.used() && lent.giveBack()) {
        settled(lent);
      }
    }
    for (Lent lent : over()) {
      lent.lease().end();
      LOG.warn("{} is not tried again: it ends at its vault by itself", lent.lease().name());
    }
  }

  /** What cannot be given back ends by itself: of too many, the oldest are left to that. */
  private synchronized List<Lent> over() {
    List<Lent> over =
        leaving.stream()
            .filter(lent -> !lent.used())
            .limit(Math.max(0, leaving.size() - most))
            .toList();
    leaving.removeAll(over);
    return over;
  }

  private synchronized List<Lent> all() {
    List<Lent> all = List.copyOf(leaving);
    leaving.clear();
    return all;
  }

  /**
   * Ends all of them, and gives back what can be given back in time; blocks.
   *
   * @param until as {@link System#nanoTime} has it
   */
  void close(long until) throws InterruptedException {
    for (Lent lent : all()) {
      if (System.nanoTime() < until) {
        lent.giveBack();
      }
      lent.lease().end();
    }
  }
}
