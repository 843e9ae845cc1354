package dev.postern.gateway.credential;

import dev.postern.gateway.credential.CredentialSource.InVault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The leases in force, by credential name. Looking one up reads memory only; everything that reads
 * sources belongs on a thread that may block.
 *
 * <p>A source that is a caller's own, or that a vault makes, is read when somebody needs it: {@link
 * #borrow}. All others are read by {@link #refresh}.
 */
public final class Leases implements AutoCloseable {
  /** The longest secret, in bytes. */
  public static final int LONGEST_SECRET = SecretText.LONGEST;

  private static final char OF = '@';

  private final UnaryOperator<@Nullable String> environment;
  private final LendingLimits limits;
  private final Lending lending;
  private final Rounds rounds;
  private volatile InForce inForce;
  private boolean closed;

  /**
   * What is configured, as a whole.
   *
   * @param read those that are read all the time, by name
   */
  private record InForce(
      Map<String, CredentialSource> sources,
      Map<String, SecretStore> vaults,
      Map<String, ReadSecret> read) {}

  /** Leases from these sources, read once before this returns. */
  public Leases(Map<String, CredentialSource> sources) {
    this(sources, System::getenv);
  }

  Leases(Map<String, CredentialSource> sources, UnaryOperator<@Nullable String> environment) {
    this(environment, LendingLimits.DEFAULT);
    replace(sources, Map.of());
  }

  /**
   * Leases from these sources, read once before this returns.
   *
   * @param vaults what sources in vaults are asked of, by the vaults' names; not closed here
   */
  public Leases(Map<String, CredentialSource> sources, Map<String, SecretStore> vaults) {
    this(sources, vaults, LendingLimits.DEFAULT);
  }

  Leases(
      Map<String, CredentialSource> sources,
      Map<String, SecretStore> vaults,
      LendingLimits limits) {
    this(System::getenv, limits);
    replace(sources, vaults);
  }

  private Leases(UnaryOperator<@Nullable String> environment, LendingLimits limits) {
    this.environment = environment;
    this.limits = limits;
    this.lending = new Lending(limits, System::nanoTime, this::at);
    this.rounds = new Rounds(limits.round());
    this.inForce = new InForce(Map.of(), Map.of(), Map.of());
  }

  /** The name of a caller's own credential, where {@code credential} names a source of callers. */
  public static String of(CallerName caller, String credential) {
    return credential + OF + caller;
  }

  /** The name that is configured, of a credential or of a caller's own. */
  public static String configured(String name) {
    int at = name.indexOf(OF);
    return at < 0 ? name : name.substring(0, at);
  }

  /** The lease in force; empty where there is no usable secret, or none yet. */
  public Optional<Lease> lease(String name) {
    ReadSecret read = inForce.read().get(name);
    while (read != null) {
      Optional<Lease> lease = read.lease();
      ReadSecret next = inForce.read().get(name);
      if (lease.isPresent() || next == read) {
        return lease;
      }
      // Its successor took its place just then.
      read = next;
    }
    return at(name).flatMap(lending::lease);
  }

  /**
   * Has a credential and keeps it until it is given back. One that is read all the time is lent
   * too: then nothing is asked.
   *
   * @param another whether it must be read again first: the target refused it
   * @throws IOException when it cannot be had; the message is for an operator
   */
  public Loan borrow(String name, boolean another) throws IOException, InterruptedException {
    Optional<Lending.At> at = at(name);
    while (at.isPresent()) {
      try {
        return lending.borrow(at.get(), another);
      } catch (IOException failed) {
        Optional<Lending.At> now = at(name);
        if (now.equals(at)) {
          throw failed;
        }
        // A reload came between: it may be had elsewhere.
        at = now;
      }
    }
    Optional<Lease> lease = another ? refresh(name) : lease(name);
    return new Loan(
        lease.orElseThrow(() -> new IOException("there is no secret for " + name)), () -> {});
  }

  /** Where a credential is had that is not read all the time; empty for the others. */
  private Optional<Lending.At> at(String name) {
    boolean own = name.indexOf(OF) >= 0;
    InForce now = inForce;
    if (!(now.sources().get(configured(name)) instanceof InVault source)
        || standing(source)
        || own != source.path().contains(CredentialSource.CALLER)) {
      return Optional.empty();
    }
    Optional<InVault> meant =
        own
            ? CallerName.of(name.substring(name.indexOf(OF) + 1)).map(source::of)
            : Optional.of(source);
    return meant.flatMap(of ->
        Optional.ofNullable(now.vaults().get(of.vault()))
            .map(store -> new Lending.At(name, of, store)));
  }

  /** Whether a source is one secret, read all the time. */
  private static boolean standing(CredentialSource source) {
    return switch (source) {
      case CredentialSource.EnvironmentVariable variable -> true;
      case CredentialSource.SecretFile file -> true;
      case CredentialSource.Kept kept -> !kept.path().contains(CredentialSource.CALLER);
      case CredentialSource.Made made -> false;
    };
  }

  /** Those in force. */
  public List<Lease> all() {
    return inForce.read().values().stream().flatMap(read -> read.lease().stream()).toList();
  }

  /** The vaults that have made what is not given back yet or is in use, or make something now. */
  public Set<SecretStore> owing() {
    return lending.stores();
  }

  /**
   * Reads every source again. A changed secret takes effect with the next operation, and the old
   * one is overwritten; one that can no longer be read ends, and one of a vault that cannot be
   * asked when its time is over. Waits for vaults for a bounded time; what they answer later counts
   * then.
   *
   * @return the names without a usable secret
   */
  public Set<String> refresh() {
    InForce now = inForce;
    try {
      for (ReadSecret read : now.read().values()) {
        if (read.store().isEmpty()) {
          read.read(false);
        }
      }
      Set<SecretStore> asked = lending.stores();
      now.read().values().forEach(read -> read.store().ifPresent(asked::add));
      rounds.go(asked, this::round);
      lending.tidy();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return missing(now);
  }

  private void round(SecretStore store) throws InterruptedException {
    for (ReadSecret read : inForce.read().values()) {
      if (read.store().filter(its -> its == store).isPresent()) {
        read.read(false);
      }
    }
    lending.tend(store);
  }

  private static Set<String> missing(InForce now) {
    Set<String> missing = new TreeSet<>();
    now.read()
        .forEach((name, read) -> {
          if (read.lease().isEmpty()) {
            missing.add(name);
          }
        });
    return missing;
  }

  /**
   * Reads one source again, as {@link #refresh()} does all: what it gave was refused.
   *
   * @return the lease in force from now on; empty where there is no usable secret
   */
  public Optional<Lease> refresh(String name) {
    try {
      Optional<Lending.At> at = at(name);
      ReadSecret read = inForce.read().get(name);
      if (at.isPresent()) {
        lending.refused(at.get());
      } else if (read != null) {
        read.read(true);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return lease(name);
  }

  /**
   * Reads other sources, while what is in force stays so. Waits for vaults for a bounded time; what
   * they answer later counts then. Of these one at a time, until it is in force or dropped.
   *
   * @param stores the vaults from now on, by name
   */
  public Coming prepare(Map<String, CredentialSource> others, Map<String, SecretStore> stores) {
    Map<String, ReadSecret> former = inForce.read();
    Map<String, ReadSecret> next = new HashMap<>();
    List<ReadSecret> anew = new ArrayList<>();
    others.forEach((name, source) -> {
      if (standing(source)) {
        ReadSecret.At at = new ReadSecret.At(name, source, store(source, stores));
        ReadSecret known = former.get(name);
        if (known != null && known.of(at)) {
          next.put(name, known);
        } else {
          ReadSecret read = new ReadSecret(at, environment, limits);
          next.put(name, read);
          anew.add(read);
        }
      }
    });
    readFirst(anew);
    return new Coming(new InForce(Map.copyOf(others), Map.copyOf(stores), Map.copyOf(next)), anew);
  }

  /** Other sources that are read already, but are not in force. */
  public final class Coming {
    private final InForce next;
    private final List<ReadSecret> anew;

    private Coming(InForce next, List<ReadSecret> anew) {
      this.next = next;
      this.anew = anew;
    }

    /**
     * Puts them in force; no vault is asked. What was leased of a source that is gone, or is
     * another now, ends, whether its successor could be read yet or not.
     */
    public void inForce() {
      synchronized (Leases.this) {
        if (closed) {
          drop();
          return;
        }
        Map<String, ReadSecret> former = inForce.read();
        inForce = next;
        former.forEach((name, read) -> {
          if (next.read().get(name) != read) {
            read.end();
          }
        });
      }
      lending.leave();
    }

    /** Forgets them: they will not be in force. */
    public void drop() {
      anew.forEach(ReadSecret::end);
    }
  }

  /**
   * Reads from other sources from now on, as {@link #prepare} and {@link Coming#inForce} do, and
   * then everything again.
   *
   * @return the names whose secrets could not be read
   */
  public Set<String> replace(
      Map<String, CredentialSource> others, Map<String, SecretStore> stores) {
    prepare(others, stores).inForce();
    return refresh();
  }

  /** What is new is read though its vault may be in a round that began before. */
  private void readFirst(List<ReadSecret> anew) {
    Set<SecretStore> asked = new HashSet<>();
    anew.forEach(read -> read.store().ifPresent(asked::add));
    try {
      for (ReadSecret read : anew) {
        if (read.store().isEmpty()) {
          read.read(false);
        }
      }
      new Rounds(limits.round())
          .go(
              asked,
              store -> {
                for (ReadSecret read : anew) {
                  if (read.store().filter(its -> its == store).isPresent()) {
                    read.read(false);
                  }
                }
              });
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static Optional<SecretStore> store(
      CredentialSource source, Map<String, SecretStore> stores) {
    return source instanceof InVault in
        ? Optional.ofNullable(stores.get(in.vault()))
        : Optional.empty();
  }

  /** Reads from other sources, of the same vaults, from now on. */
  public Set<String> replace(Map<String, CredentialSource> others) {
    return replace(others, inForce.vaults());
  }

  /** Ends every lease, and gives back what was made; waits for vaults for a bounded time. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    inForce.read().values().forEach(ReadSecret::end);
    try {
      lending.close();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Leases" + new TreeSet<>(inForce.sources().keySet());
  }
}
