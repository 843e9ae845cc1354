package dev.postern.gateway.protocol.postgres.password;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.SignIn;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Mints short-lived passwords and knows them while they live. Of each only the keys that SCRAM
 * derives are kept, in memory. Safe for several threads; {@link #mint} hashes for milliseconds and
 * is not for an event loop, all else is.
 */
public final class PasswordMint {
  /** What a key looks like; a client that says it is asked for its password by SCRAM. */
  public static final Pattern KEY = Pattern.compile("[a-z2-7]{16}");

  private static final int KEY_BYTES = 10;
  private static final int PASSWORD_BYTES = 24;
  private static final int SALT_BYTES = 16;
  private static final int SECRET_BYTES = 32;
  private static final int IPV6_PREFIX = 8;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  private final MintLimits limits;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final byte[] secret;
  private final Tries<String> byKey;
  private final Tries<ByteBuffer> bySource;
  private final ConcurrentMap<String, Live> live = new ConcurrentHashMap<>();
  private final Map<Owner, Integer> owned = new HashMap<>();

  /** Whose share of the room a password takes: in whose name it all happens. */
  private record Owner(Party.Kind kind, String name) {
    static Owner of(SignIn by) {
      Party subject = by.principal().subject();
      return new Owner(subject.kind(), subject.name());
    }
  }

  private record Live(ScramVerifier verifier, PasswordUse use, SignIn by, Instant expires) {
    boolean over(Instant now) {
      return !now.isBefore(expires) || !by.ground().holds();
    }
  }

  /**
   * A mint that has minted nothing.
   *
   * @param random unpredictable to everyone outside the process
   */
  public PasswordMint(MintLimits limits, RandomGenerator random, InstantSource clock) {
    this.limits = limits;
    this.random = random;
    this.clock = clock;
    this.secret = bytes(SECRET_BYTES);
    this.byKey = new Tries<>(limits.tries(), 1, limits.counted());
    this.bySource = new Tries<>(limits.triesPerSource(), limits.perSecond(), limits.counted());
  }

  /**
   * Mints a password. It lives until its time is over, the proof ends, or what that rests on
   * changes, and opens any number of sessions meanwhile.
   *
   * @param by the proof of who asks: sessions that are opened with it rest on the same
   */
  public Minting mint(SignIn by, PasswordUse use) {
    Instant now = clock.instant();
    Owner owner = Owner.of(by);
    Optional<String> full = reserve(owner, now);
    if (full.isPresent()) {
      return new Minting.Full(full.get());
    }
    boolean kept = false;
    try {
      String password =
          Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(PASSWORD_BYTES));
      String key = base32(bytes(KEY_BYTES));
      byte[] secretBytes = password.getBytes(StandardCharsets.US_ASCII);
      ScramVerifier verifier = ScramVerifier.of(secretBytes, salt(key), limits.iterations());
      Arrays.fill(secretBytes, (byte) 0);
      Instant end = now.plus(limits.lifetime()).truncatedTo(ChronoUnit.SECONDS);
      Instant expires = end.isBefore(by.expires()) ? end : by.expires();
      kept = live.putIfAbsent(key, new Live(verifier, use, by, expires)) == null;
      return kept
          ? new Minting.Minted(key, password, expires)
          : new Minting.Full("two keys fell together; ask again");
    } finally {
      if (!kept) {
        giveBack(owner);
      }
    }
  }

  /** Forgets a password. */
  public void forget(String key) {
    drop(key, live.get(key));
  }

  /** Forgets what is over, for memory's sake. */
  public void sweep() {
    Instant now = clock.instant();
    live.forEach((key, known) -> {
      if (known.over(now)) {
        drop(key, known);
      }
    });
  }

  /** How many passwords are known. */
  public int size() {
    return live.size();
  }

  /** Whether a proof for a key is looked at, or has to wait. */
  public boolean room(String key, InetAddress source) {
    Instant now = clock.instant();
    return bySource.left(network(source), now) && byKey.left(key, now);
  }

  /** A proof for a key was wrong. */
  public void wrong(String key, InetAddress source) {
    Instant now = clock.instant();
    bySource.wrong(network(source), now);
    byKey.wrong(key, now);
  }

  /**
   * What a client's proof is checked with. Whether there is such a password, and for this use, does
   * not show: the salt is made of the key alone, and the rounds are always the same.
   *
   * @param use what the client asks for
   */
  public Candidate candidate(String key, PasswordUse use) {
    // Made whether it is needed or not: the time that it takes must not tell.
    ScramVerifier nobodys =
        new ScramVerifier(
            salt(key), limits.iterations(), derived("key", key), derived("sign", key));
    ScramVerifier verifier =
        Optional.ofNullable(live.get(key))
            .filter(known -> known.use().equals(use))
            .map(Live::verifier)
            .orElse(nobodys);
    return new Candidate(verifier, () -> standing(key, use));
  }

  private Candidate.Standing standing(String key, PasswordUse use) {
    Live known = live.get(key);
    if (known == null) {
      return new Candidate.Standing.Bad("there is no such password, or it is over");
    }
    if (!known.use().equals(use)) {
      return new Candidate.Standing.Bad("the password is for another database or account");
    }
    if (!clock.instant().isBefore(known.expires())) {
      return new Candidate.Standing.Bad("the password is over");
    }
    return known.by().ground().holds()
        ? new Candidate.Standing.Good(known.by())
        : new Candidate.Standing.Bad("what vouched for the password has changed");
  }

  private synchronized Optional<String> reserve(Owner owner, Instant now) {
    live.forEach((key, known) -> {
      if (known.over(now)) {
        drop(key, known);
      }
    });
    int mine = owned.getOrDefault(owner, 0);
    if (mine >= limits.each()) {
      return Optional.of(
          "you have " + mine + " passwords that are not over; wait until one of them is");
    }
    if (owned.values().stream().mapToInt(Integer::intValue).sum() >= limits.most()) {
      return Optional.of("there are too many passwords at a time; try again later");
    }
    owned.put(owner, mine + 1);
    return Optional.empty();
  }

  private synchronized void giveBack(Owner owner) {
    owned.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
  }

  private void drop(String key, @Nullable Live known) {
    if (known != null && live.remove(key, known)) {
      giveBack(Owner.of(known.by()));
    }
  }

  private byte[] salt(String key) {
    return Arrays.copyOf(derived("salt", key), SALT_BYTES);
  }

  /** As unforeseeable as the process's secret, and the same whenever it is asked for. */
  private byte[] derived(String what, String key) {
    return ScramKeys.hmac(secret, ScramKeys.ascii(what + " " + key));
  }

  /** An IPv6 host has its whole /64 to itself. */
  private static ByteBuffer network(InetAddress source) {
    byte[] address = source.getAddress();
    return ByteBuffer.wrap(address.length == 4 ? address : Arrays.copyOf(address, IPV6_PREFIX));
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int held = 0;
    int bits = 0;
    for (byte b : bytes) {
      held = (held << 8 | b & 0xff) & 0xfff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(held >>> bits & 31));
      }
    }
    return text.toString();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    synchronized (random) {
      random.nextBytes(bytes);
    }
    return bytes;
  }
}
