package dev.postern.gateway.credential;

import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.SecretStore.Answer;
import dev.postern.gateway.credential.SecretStore.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final char OF = '@';
  private static final Duration PAUSE = Duration.ofMillis(200);

  private volatile Map<String, CredentialSource> sources;
  private volatile Map<String, SecretStore> vaults;
  private final UnaryOperator<@Nullable String> environment;
  private final Map<String, Lease> current = new ConcurrentHashMap<>();
  private final Set<String> anew = ConcurrentHashMap.newKeySet();
  private final Map<String, Long> demanded = new ConcurrentHashMap<>();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
  private final Lending lending = new Lending(LendingLimits.DEFAULT, System::nanoTime);

  /** Leases from these sources, read once before this returns. */
  public Leases(Map<String, CredentialSource> sources) {
    this(sources, System::getenv);
  }

  Leases(Map<String, CredentialSource> sources, UnaryOperator<@Nullable String> environment) {
    this(sources, Map.of(), environment);
  }

  /**
   * Leases from these sources, read once before this returns.
   *
   * @param vaults what sources in vaults are asked of, by the vaults' names; not closed here
   */
  public Leases(Map<String, CredentialSource> sources, Map<String, SecretStore> vaults) {
    this(sources, vaults, System::getenv);
  }

  private Leases(
      Map<String, CredentialSource> sources,
      Map<String, SecretStore> vaults,
      UnaryOperator<@Nullable String> environment) {
    this.sources = Map.copyOf(sources);
    this.vaults = Map.copyOf(vaults);
    this.environment = environment;
    refresh();
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
    Lease lease = current.get(name);
    while (lease != null && lease.ended()) {
      // It was found just before its successor took its place: that one is meant.
      Lease next = current.get(name);
      if (next == lease) {
        return Optional.empty();
      }
      lease = next;
    }
    return lease == null ? lending.lease(name) : Optional.of(lease);
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
    if (at.isPresent()) {
      return lending.borrow(at.get(), another);
    }
    Optional<Lease> lease = another ? refresh(name) : lease(name);
    return new Loan(
        lease.orElseThrow(() -> new IOException("there is no secret for " + name)), () -> {});
  }

  /** Where a credential is had that is not read all the time; empty for the others. */
  private Optional<Lending.At> at(String name) {
    boolean own = name.indexOf(OF) >= 0;
    if (!(sources.get(configured(name)) instanceof InVault source)
        || standing(source)
        || own != source.path().contains(CredentialSource.CALLER)) {
      return Optional.empty();
    }
    Optional<InVault> meant =
        own
            ? CallerName.of(name.substring(name.indexOf(OF) + 1)).map(source::of)
            : Optional.of(source);
    return meant.flatMap(of ->
        Optional.ofNullable(vaults.get(of.vault())).map(store -> new Lending.At(name, of, store)));
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
    return List.copyOf(current.values());
  }

  /**
   * Reads every source again. A changed secret takes effect with the next operation, and the old
   * one is overwritten; one that can no longer be read ends, and one of a vault that cannot be
   * asked when its time is over.
   *
   * @return the names without a usable secret
   */
  public synchronized Set<String> refresh() {
    Set<String> missing = new TreeSet<>();
    sources.forEach((name, source) -> {
      if (standing(source) && !refresh(name, source, false)) {
        missing.add(name);
      }
    });
    try {
      lending.tend(this::at);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return missing;
  }

  /**
   * Reads one source again, as {@link #refresh()} does all: what it gave was refused.
   *
   * @return the lease in force from now on; empty where there is no usable secret
   */
  public Optional<Lease> refresh(String name) {
    Optional<Lending.At> at = at(name);
    if (at.isPresent()) {
      try {
        lending.refused(at.get());
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
      return lease(name);
    }
    CredentialSource source = sources.get(name);
    if (source != null && standing(source)) {
      synchronized (this) {
        refresh(name, source, true);
      }
    }
    return lease(name);
  }

  private boolean refresh(String name, CredentialSource source, boolean now) {
    return switch (source) {
      case CredentialSource.EnvironmentVariable(String variable) -> {
        String value = environment.apply(variable);
        yield renewed(name, value == null ? new byte[0] : value.getBytes(StandardCharsets.UTF_8));
      }
      case CredentialSource.SecretFile(Path path) -> renewed(name, read(path));
      case CredentialSource.Kept kept -> asked(name, kept, now);
      case CredentialSource.Made made ->
          throw new IllegalStateException("what is made is not read");
    };
  }

  private boolean asked(String name, CredentialSource.Kept source, boolean now) {
    SecretStore vault = vaults.get(source.vault());
    Lease held = current.get(name);
    if (vault == null) {
      return renewed(name, new byte[0]);
    }
    try {
      boolean had = held != null && !held.ended() && !anew.contains(name);
      // However often a target refuses it, its vault is not asked more than once in a moment.
      boolean due = now && asAgain(name);
      Answer answer = vault.fetch(source, had, due);
      unanswered.remove(name);
      anew.remove(name);
      if (!(answer instanceof Answer.Gone)) {
        gone.remove(name);
      }
      return switch (answer) {
        case Answer.Fresh(Secret secret) ->
            renewed(name, secret.octets()) && lasts(name, secret.lasts());
        case Answer.Same(Optional<Duration> lasts) -> lasts(name, lasts);
        case Answer.Gone(String why) -> {
          if (gone.add(name)) {
            LOG.warn("the secret of {} cannot be had: {}", name, why);
          }
          yield renewed(name, new byte[0]);
        }
      };
    } catch (IOException later) {
      if (unanswered.add(name)) {
        LOG.warn(
            "the secret of {} cannot be asked for; what was had is used to its end: {}",
            name,
            later.getMessage());
      }
      boolean usable = lease(name).isPresent() && !anew.remove(name);
      return usable || renewed(name, new byte[0]);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return lease(name).isPresent();
    }
  }

  private boolean asAgain(String name) {
    long now = System.nanoTime();
    Long last = demanded.get(name);
    boolean due = last == null || now - last >= PAUSE.toNanos();
    if (due) {
      demanded.put(name, now);
    }
    return due;
  }

  private boolean lasts(String name, Optional<Duration> time) {
    Lease lease = current.get(name);
    if (lease != null) {
      lease.lasts(time);
    }
    return lease != null;
  }

  /**
   * Reads from other sources from now on; what was leased from one that is gone ends.
   *
   * @param stores the vaults from now on, by name
   * @return the names whose secrets could not be read
   */
  public synchronized Set<String> replace(
      Map<String, CredentialSource> others, Map<String, SecretStore> stores) {
    Map<String, CredentialSource> before = sources;
    Map<String, SecretStore> asked = vaults;
    sources = Map.copyOf(others);
    vaults = Map.copyOf(stores);
    for (String name : Set.copyOf(current.keySet())) {
      CredentialSource source = sources.get(name);
      if (source == null || !standing(source)) {
        // Nothing is read all the time there any more: nobody may have what was everybody's.
        end(current.remove(name));
      } else if (source instanceof InVault in
          && !(source.equals(before.get(name))
              && asked.get(in.vault()) == vaults.get(in.vault()))) {
        // What is leased is of another source: no vault can say that it is the same.
        anew.add(name);
      }
    }
    return refresh();
  }

  /** Reads from other sources, of the same vaults, from now on. */
  public synchronized Set<String> replace(Map<String, CredentialSource> others) {
    return replace(others, vaults);
  }

  /** Whether there is a usable secret now. */
  private boolean renewed(String name, byte[] read) {
    byte[] octets = SecretText.usable(read);
    if (octets.length == 0) {
      end(current.remove(name));
      return false;
    }
    Lease now = current.get(name);
    if (now != null && now.holds(octets)) {
      Arrays.fill(octets, (byte) 0);
    } else {
      end(current.put(name, new Lease(name, octets)));
    }
    return true;
  }

  private static void end(@Nullable Lease lease) {
    if (lease != null) {
      lease.end();
    }
  }

  private static byte[] read(Path path) {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(LONGEST_SECRET + 1);
    } catch (IOException unreadable) {
      return new byte[0];
    }
  }

  /** Ends every lease, and gives back what was made. */
  @Override
  public synchronized void close() {
    current.values().forEach(Lease::end);
    current.clear();
    try {
      lending.close();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "Leases" + new TreeSet<>(sources.keySet());
  }
}
