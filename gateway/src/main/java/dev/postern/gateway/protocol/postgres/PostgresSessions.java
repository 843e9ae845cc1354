package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.password.MintLimits;
import dev.postern.gateway.protocol.postgres.password.PasswordMint;
import dev.postern.gateway.session.Session;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** The sessions of all PostgreSQL targets. Safe for several threads. */
public final class PostgresSessions {
  /** How many texts are remembered with their reading, and the longest of them in bytes. */
  private static final int TEXTS = 1_024;

  private static final int LONGEST_TEXT = 4_096;

  private static final int NAME_BYTES = 8;
  private static final int NONCE_BYTES = 18;

  private volatile PostgresLimits limits;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Function<String, Optional<PostgresTarget>> targets;
  private final Statements.Maker statements;
  private final CancelKeys cancels;
  private final PasswordMint mint;
  private final Defects defects;
  private final SqlTexts texts = new SqlTexts(TEXTS, LONGEST_TEXT);

  /**
   * Sessions that have nothing open yet.
   *
   * @param targets by name; empty for what does not exist
   */
  public PostgresSessions(
      PostgresLimits limits,
      Surroundings surroundings,
      Function<String, Optional<PostgresTarget>> targets) {
    this(limits, surroundings, targets, Relay::begin);
  }

  PostgresSessions(
      PostgresLimits limits,
      Surroundings surroundings,
      Function<String, Optional<PostgresTarget>> targets,
      Statements.Maker statements) {
    this.limits = limits;
    this.random = surroundings.random();
    this.clock = surroundings.clock();
    this.targets = targets;
    this.statements = statements;
    this.mint = surroundings.mint();
    this.defects = new Defects(clock);
    this.cancels = new CancelKeys(limits, this::bytes, clock);
  }

  /**
   * What sessions cannot make themselves.
   *
   * @param random where names, keys and nonces come from; unpredictable to everyone outside the
   *     process
   * @param mint knows the passwords that clients were given
   */
  public record Surroundings(RandomGenerator random, InstantSource clock, PasswordMint mint) {
    /** With a mint of their own. */
    public Surroundings(RandomGenerator random, InstantSource clock) {
      this(random, clock, new PasswordMint(MintLimits.DEFAULT, random, clock));
    }
  }

  /** A session for a client of a listener. */
  public Session session(PostgresDoor door) {
    return new PostgresSession(this, door);
  }

  /** How many sessions were ended by a defect of the gateway's own. */
  public long defects() {
    return defects.count();
  }

  void defect(Throwable defect) {
    defects.found(defect);
  }

  /** Other bounds for what begins from now on. */
  public void bound(PostgresLimits next) {
    limits = next;
  }

  PostgresLimits limits() {
    return limits;
  }

  InstantSource clock() {
    return clock;
  }

  Optional<PostgresTarget> target(String name) {
    return targets.apply(name);
  }

  Statements.Maker statements() {
    return statements;
  }

  PasswordMint mint() {
    return mint;
  }

  /** The texts that sessions read last. */
  SqlTexts texts() {
    return texts;
  }

  CancelKeys cancels() {
    return cancels;
  }

  /** A name for a session. */
  String newName() {
    return "postgres-" + HexFormat.of().formatHex(bytes(NAME_BYTES));
  }

  /** A word that nobody can foresee: letters, digits and underscores. */
  String newWord() {
    return "refused_by_postern_" + HexFormat.of().formatHex(bytes(NONCE_BYTES));
  }

  /** A nonce for SCRAM: printable and without commas (RFC 5802, section 5.1). */
  String newNonce() {
    return Base64.getEncoder().encodeToString(bytes(NONCE_BYTES));
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    synchronized (random) {
      random.nextBytes(bytes);
    }
    return bytes;
  }
}
