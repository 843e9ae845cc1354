package dev.postern.gateway.signin;

import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * An event loop's view of the tokens already verified. It never blocks; it belongs to one thread,
 * because it keeps the digest and its buffer.
 */
public final class TokenWindow {
  private static final int REMEMBERED = 256;

  private final SignInDesk desk;
  private final MessageDigest sha256 = Fingerprint.sha256();
  private final int longestToken;
  private final byte[] digest = new byte[32];
  private final Seen[] seen = new Seen[REMEMBERED];

  /** A text that was digested a while ago, for as long as somebody else holds it. */
  private record Seen(int hash, WeakReference<String> token, Fingerprint fingerprint) {
    private static final Seen NOTHING =
        new Seen(0, new WeakReference<>(null), new Fingerprint(0, 0, 0, 0));

    boolean is(String other) {
      return hash == other.hashCode() && other.equals(token.get());
    }
  }

  TokenWindow(SignInDesk desk, int longestToken) {
    this.desk = desk;
    this.longestToken = longestToken;
    Arrays.fill(seen, Seen.NOTHING);
  }

  /**
   * What is known of a token.
   *
   * @param token as presented
   * @return empty when it must be verified ({@link SignInDesk#verify}) first
   */
  public Optional<Answer> known(CharSequence token, Wanted wanted, Instant now) {
    if (token.length() > longestToken) {
      return Optional.of(new Answer.Refused(SignInFault.TOO_LONG, Optional.empty()));
    }
    return desk.known(fingerprint(token.toString()), wanted, now);
  }

  /**
   * The fingerprint of a token. A client repeats its token with every request: comparing it costs a
   * fraction of digesting it. Of tokens nothing is kept but their digests once their connections
   * have gone.
   */
  private Fingerprint fingerprint(String token) {
    int place = token.hashCode() & (REMEMBERED - 1);
    if (seen[place].is(token)) {
      return seen[place].fingerprint();
    }
    // Copying by charAt costs several times the digest.
    sha256.update(token.getBytes(StandardCharsets.UTF_8));
    try {
      sha256.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException("the buffer holds a SHA-256", e);
    }
    Fingerprint fingerprint = Fingerprint.of(digest);
    seen[place] = new Seen(token.hashCode(), new WeakReference<>(token), fingerprint);
    return fingerprint;
  }
}
