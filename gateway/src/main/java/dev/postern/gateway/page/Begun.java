package dev.postern.gateway.page;

import java.time.Instant;

/**
 * A sign-in that has begun and is not over.
 *
 * @param browser the digest of the cookie of the browser that began it
 * @param source where it came from, as it is counted
 * @param nonce what the ID token must repeat
 * @param verifier what the challenge was made of
 * @param back the page's path to go back to
 * @param until when it is too old
 */
record Begun(
    String browser, String source, String nonce, String verifier, String back, Instant until) {
  @Override
  public String toString() {
    return "Begun[hidden]";
  }
}
