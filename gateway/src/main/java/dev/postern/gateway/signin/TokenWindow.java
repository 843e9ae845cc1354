package dev.postern.gateway.signin;

import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * An event loop's view of the tokens already verified. It never blocks; it belongs to one thread,
 * because it keeps the digest and its buffer.
 */
public final class TokenWindow {
  private final SignInDesk desk;
  private final MessageDigest sha256 = Fingerprint.sha256();
  private final int longestToken;
  private final byte[] digest = new byte[32];

  TokenWindow(SignInDesk desk, int longestToken) {
    this.desk = desk;
    this.longestToken = longestToken;
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
    // Copying by charAt costs several times the digest.
    sha256.update(token.toString().getBytes(StandardCharsets.UTF_8));
    try {
      sha256.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException("the buffer holds a SHA-256", e);
    }
    return desk.known(Fingerprint.of(digest), wanted, now);
  }
}
