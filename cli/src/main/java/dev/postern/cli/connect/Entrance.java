package dev.postern.cli.connect;

import dev.postern.cli.Authorities;
import java.nio.file.Path;

/**
 * All that a tool must be told to open a session.
 *
 * @param user whom to sign in as
 */
record Entrance(Address address, String user, Secret secret, Transport transport) {
  /**
   * Where to.
   *
   * @param database what to name as the database there
   */
  record Address(String host, int port, String database) {}

  /** Where the tool gets the password. */
  sealed interface Secret {
    /** From a file of libpq's form that only its owner reads. */
    record Kept(Path file) implements Secret {}

    /** From the very line. */
    record Shown(String password) implements Secret {
      @Override
      public String toString() {
        return "Shown[hidden]";
      }
    }

    /** Nobody asks for one. */
    record None() implements Secret {}
  }

  /** How the connection is protected. */
  sealed interface Transport {
    /** Loopback, or a gateway whose operator wants it so. */
    record Plain() implements Transport {}

    /**
     * TLS; the certificate must be the host's.
     *
     * @param authorities who may have signed it
     */
    record Verified(Authorities authorities) implements Transport {}
  }

  /** libpq's word for it. */
  String sslMode() {
    return transport instanceof Transport.Verified ? "verify-full" : "disable";
  }
}
