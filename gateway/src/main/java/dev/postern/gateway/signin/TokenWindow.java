package dev.postern.gateway.signin;

import java.security.DigestException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Optional;

/**
 * An event loop's view of the tokens already verified. It never blocks; it belongs to one thread,
 * because it keeps the digest and its buffers.
 */
public final class TokenWindow {
  private final SignInDesk desk;
  private final MessageDigest sha256 = Fingerprint.sha256();
  private final byte[] characters;
  private final byte[] digest = new byte[32];

  TokenWindow(SignInDesk desk, int longestToken) {
    this.desk = desk;
    this.characters = new byte[longestToken];
  }

  /**
   * What is known of a token.
   *
   * @param token as presented
   * @return empty when it must be verified ({@link SignInDesk#verify}) first
   */
  public Optional<Answer> known(CharSequence token, Wanted wanted, Instant now) {
    if (token.length() > characters.length) {
      return Optional.of(new Answer.Refused(SignInFault.TOO_LONG, Optional.empty()));
    }
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      if (c > 0x7f) {
        return Optional.of(new Answer.Refused(SignInFault.BAD_BASE64URL, Optional.empty()));
      }
      characters[i] = (byte) c;
    }
    sha256.update(characters, 0, token.length());
    try {
      sha256.digest(digest, 0, digest.length);
    } catch (DigestException e) {
      throw new IllegalStateException("the buffer holds a SHA-256", e);
    }
    return desk.known(Fingerprint.of(digest), wanted, now);
  }
}
