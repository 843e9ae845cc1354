package dev.postern.gateway.credential;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The leases in force, by credential name. Looking one up reads memory only; {@link #refresh} reads
 * files and belongs on a thread that may block.
 */
public final class Leases implements AutoCloseable {
  /** The longest secret, in bytes. */
  public static final int LONGEST_SECRET = 16 * 1024;

  private volatile Map<String, CredentialSource> sources;
  private final UnaryOperator<@Nullable String> environment;
  private final Map<String, Lease> current = new ConcurrentHashMap<>();

  /** Leases from these sources, read once before this returns. */
  public Leases(Map<String, CredentialSource> sources) {
    this(sources, System::getenv);
  }

  Leases(Map<String, CredentialSource> sources, UnaryOperator<@Nullable String> environment) {
    this.sources = Map.copyOf(sources);
    this.environment = environment;
    refresh();
  }

  /** The lease in force; empty where there is no usable secret. */
  public Optional<Lease> lease(String name) {
    return Optional.ofNullable(current.get(name));
  }

  /** Those in force. */
  public List<Lease> all() {
    return List.copyOf(current.values());
  }

  /**
   * Reads every source again. A changed secret takes effect with the next operation, and the old
   * one is overwritten; one that can no longer be read ends.
   *
   * @return the names without a usable secret
   */
  public synchronized Set<String> refresh() {
    Set<String> missing = new TreeSet<>();
    sources.forEach((name, source) -> {
      if (!refresh(name, source)) {
        missing.add(name);
      }
    });
    return missing;
  }

  /**
   * Reads one source again, as {@link #refresh()} does all.
   *
   * @return the lease in force from now on; empty where there is no usable secret
   */
  public synchronized Optional<Lease> refresh(String name) {
    CredentialSource source = sources.get(name);
    if (source != null) {
      refresh(name, source);
    }
    return lease(name);
  }

  private boolean refresh(String name, CredentialSource source) {
    byte[] octets = read(source);
    if (octets.length == 0) {
      end(current.remove(name));
      return false;
    }
    renew(name, octets);
    return true;
  }

  /**
   * Reads from other sources from now on; what was leased from one that is gone ends.
   *
   * @return the names whose secrets could not be read
   */
  public synchronized Set<String> replace(Map<String, CredentialSource> others) {
    sources = Map.copyOf(others);
    current
        .keySet()
        .removeIf(name -> {
          boolean gone = !sources.containsKey(name);
          if (gone) {
            end(current.get(name));
          }
          return gone;
        });
    return refresh();
  }

  private void renew(String name, byte[] octets) {
    Lease now = current.get(name);
    if (now != null && now.holds(octets)) {
      Arrays.fill(octets, (byte) 0);
      return;
    }
    end(current.put(name, new Lease(name, octets, Optional.empty())));
  }

  private static void end(@Nullable Lease lease) {
    if (lease != null) {
      lease.end();
    }
  }

  private byte[] read(CredentialSource source) {
    return switch (source) {
      case CredentialSource.EnvironmentVariable(String variable) -> {
        String value = environment.apply(variable);
        yield value == null ? new byte[0] : usable(value.getBytes(StandardCharsets.UTF_8));
      }
      case CredentialSource.SecretFile(Path path) -> {
        try (InputStream in = Files.newInputStream(path)) {
          yield usable(in.readNBytes(LONGEST_SECRET + 1));
        } catch (IOException unreadable) {
          yield new byte[0];
        }
      }
    };
  }

  /** The first line, when it is the only one and can stand in a header field; else nothing. */
  private static byte[] usable(byte[] read) {
    int end = read.length;
    while (end > 0 && (read[end - 1] == '\n' || read[end - 1] == '\r')) {
      end--;
    }
    boolean sound = end > 0 && end <= LONGEST_SECRET;
    for (int i = 0; i < end && sound; i++) {
      sound = read[i] > ' ' && read[i] < 0x7F;
    }
    byte[] secret = sound ? Arrays.copyOf(read, end) : new byte[0];
    Arrays.fill(read, (byte) 0);
    return secret;
  }

  /** Ends every lease. */
  @Override
  public synchronized void close() {
    current.values().forEach(Lease::end);
    current.clear();
  }

  @Override
  public String toString() {
    return "Leases" + new TreeSet<>(sources.keySet());
  }
}
