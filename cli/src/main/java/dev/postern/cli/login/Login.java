package dev.postern.cli.login;

import java.time.Instant;
import java.util.Optional;

/**
 * What a sign-in left behind.
 *
 * @param tokenEndpoint where it can be renewed
 * @param clientId as whom
 * @param resource what the token is meant for (RFC 8707)
 * @param accessToken shown to the gateway
 * @param refreshToken empty where the issuer gave none
 * @param expires when the access token ends
 */
record Login(
    String tokenEndpoint,
    String clientId,
    String resource,
    String accessToken,
    Optional<String> refreshToken,
    Instant expires) {
  @Override
  public String toString() {
    return "Login[" + resource + ", until " + expires + "]";
  }
}
