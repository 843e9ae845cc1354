package dev.postern.gateway.signin;

import java.util.Optional;

/** What an issuer gave for a code, or for what renews a token. */
public sealed interface Granted {
  /**
   * Tokens.
   *
   * @param access an access token that nobody has looked at yet
   * @param refresh what renews it, where the issuer gave that
   * @param subject whom the ID token is about (OpenID Connect Core 1.0, section 2), verified; empty
   *     for a renewal
   */
  record Tokens(String access, Optional<String> refresh, Optional<String> subject)
      implements Granted {
    @Override
    public String toString() {
      return "Tokens[hidden]";
    }
  }

  /**
   * None.
   *
   * @param reason for the log and the ledger; nothing in it comes from the issuer or the browser
   */
  record None(Why why, String reason) implements Granted {}

  /** What can be done about it. */
  enum Why {
    /** The issuer cannot be reached or used: it may do later. */
    UNREACHABLE,
    /** It gave nothing: the person signs in again. */
    REFUSED,
    /** What it gave, or what the browser came back with, is not what was asked for. */
    NOT_PROVEN
  }
}
