package dev.postern.gateway.target;

import dev.postern.gateway.target.Target.SessionTimes;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A server that byte streams are opened to. Its address is the operator's alone: no client can name
 * one.
 *
 * @param name what policy, ledger and callers call it
 * @param kind the protocol it speaks, for example {@code postgres}
 * @param address where it is
 * @param secrecy how streams to it are secured
 * @param accounts whom the gateway can be there, by the names that callers use
 * @param record how much of its payloads is kept
 * @param sessions how long its sessions may last
 * @param times how long it may take
 * @param bounds what it may cost
 */
public record StreamTarget(
    String name,
    String kind,
    Address address,
    Secrecy secrecy,
    Map<String, Account> accounts,
    RecordLevel record,
    SessionTimes sessions,
    TargetTimes times,
    TargetBounds bounds) {
  /**
   * An address.
   *
   * @param host a name or a literal address, without brackets
   */
  public record Address(String host, int port) {
    public Address {
      if (host.isEmpty() || port < 1 || port > 65_535) {
        throw new IllegalArgumentException("an address is a host and a port of 1 to 65535");
      }
    }
  }

  /**
   * How streams are secured.
   *
   * @param level what is demanded of it
   * @param authorities PEM certificates to trust for it instead of the system's
   */
  public record Secrecy(Level level, Optional<Path> authorities) {
    /** What is demanded. */
    public enum Level {
      /** TLS, and a certificate that is valid for the host. */
      FULL,
      /** TLS, and a certificate of a trusted authority, whatever its names. */
      AUTHORITY,
      /** Nothing: bytes and credentials go in the clear. */
      OFF
    }

    /** TLS by the system's authorities. */
    public static final Secrecy FULL = new Secrecy(Level.FULL, Optional.empty());

    /** No TLS. */
    public static final Secrecy OFF = new Secrecy(Level.OFF, Optional.empty());
  }

  /**
   * Whom the gateway is at the target.
   *
   * @param user the name there; where {@code users} says more, a name for nobody
   * @param proof how it signs in
   * @param users whom each caller is there; empty where all are the same
   */
  public record Account(String user, Proof proof, Optional<AccountUsers> users) {
    /** One user for everybody. */
    public Account(String user, Proof proof) {
      this(user, proof, Optional.empty());
    }

    /** The same, proven so. */
    public Account by(Proof other) {
      return new Account(user, other, users);
    }
  }

  /** How the gateway signs in. */
  public sealed interface Proof {
    /**
     * By a secret.
     *
     * @param credential the name of the credential whose lease holds it
     * @param callers whether each caller has one of their own
     * @param made whether it is made when it is needed, with its user
     * @param place where it is, in words: at another place it may be somebody else's
     */
    record Secret(String credential, boolean callers, boolean made, String place) implements Proof {
      /** One that is kept, the same for everybody, wherever its name stands for. */
      public Secret(String credential) {
        this(credential, false, false, "");
      }

      /** The same at another place. */
      public Secret at(String other) {
        return new Secret(credential, callers, made, other);
      }
    }

    /**
     * By a certificate of its own, presented in TLS.
     *
     * @param chain PEM, its own certificate first
     * @param key its private key, PKCS#8, not encrypted
     */
    record Certificate(Path chain, Path key) implements Proof {}
  }

  public StreamTarget {
    accounts = Map.copyOf(accounts);
    if (name.isEmpty() || name.length() > 64) {
      throw new IllegalArgumentException("a target has a name of 1 to 64 characters");
    }
  }

  /** The same target with these accounts. */
  public StreamTarget withAccounts(Map<String, Account> others) {
    return new StreamTarget(name, kind, address, secrecy, others, record, sessions, times, bounds);
  }

  /** A target with nothing but an address, and the defaults. */
  public static StreamTarget at(String name, String kind, Address address, Secrecy secrecy) {
    return new StreamTarget(
        name,
        kind,
        address,
        secrecy,
        Map.of(),
        RecordLevel.DIGEST,
        SessionTimes.DEFAULT,
        TargetTimes.DEFAULT,
        TargetBounds.DEFAULT);
  }
}
