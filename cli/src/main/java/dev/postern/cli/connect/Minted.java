package dev.postern.cli.connect;

import java.time.Instant;

/**
 * A password that the gateway made for one place, and where it is used.
 *
 * @param user whom to sign in as; names the password, not the caller
 * @param password signs in at the gateway alone
 * @param expires nobody signs in with it from then on
 * @param sessionUntil when what it opened ends at the latest
 */
record Minted(
    Place place, Door door, String user, String password, Instant expires, Instant sessionUntil) {
  /**
   * Where the gateway takes PostgreSQL's clients.
   *
   * @param tls whether it wants TLS
   * @param database what to name as the database there
   */
  record Door(String host, int port, boolean tls, String database) {}

  @Override
  public String toString() {
    return "Minted[" + user + ", password hidden, until " + expires + "]";
  }
}
