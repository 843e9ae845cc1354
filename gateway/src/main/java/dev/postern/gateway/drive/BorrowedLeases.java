package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one stream session has borrowed, each of one destination. Changed by its loop's thread; any
 * thread may look up.
 */
final class BorrowedLeases {
  private final Map<String, Held> byName = new ConcurrentHashMap<>(2);

  private record Held(StreamDestination of, Loan loan) {}

  /** Keeps a loan; the former one of its name is given back. */
  void keep(String name, StreamDestination of, Loan loan) {
    Held before = byName.put(name, new Held(of, loan));
    if (before != null) {
      before.loan().close();
    }
  }

  boolean holds(Loan loan) {
    return byName.values().stream().anyMatch(held -> held.loan() == loan);
  }

  /**
   * What is proven with towards a destination: what was borrowed of it, as long as that lasts, else
   * a newer one of the same name. Empty where it was borrowed of another, whose name the
   * destination has since a reload.
   */
  Optional<Lease> lease(String name, StreamDestination to, Leases leases) {
    Held held = byName.get(name);
    if (held != null && held.of() != to) {
      return Optional.empty();
    }
    return held != null && !held.loan().lease().ended()
        ? Optional.of(held.loan().lease())
        : to.lease(name, leases);
  }

  /** Gives all of it back. */
  void giveBack() {
    byName.values().forEach(held -> held.loan().close());
    byName.clear();
  }
}
