package dev.postern.prove;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The configuration of a gateway in front of one PostgreSQL server: one target for each database,
 * by the database's own name, so that clients ask for the same one as directly. Everybody may do
 * everything; whoever is in {@code watched} has guarded sessions, because a rule looks at their
 * statements, which refuses none.
 *
 * @param issuer whose tokens are accepted
 * @param http the port of the API
 * @param door the port of PostgreSQL's clients
 * @param server where the server listens on loopback
 * @param tls the directory of {@code authority.pem}, {@code server.crt} and {@code server.key}, for
 *     TLS on both legs
 * @param plain whether the leg to the server is in the clear all the same
 * @param passwords the weaker proof that the server may ask for; there is an account {@code older}
 *     then, whose password it keeps for that proof
 * @param databases their names
 */
record DoorFiles(
    String issuer,
    int http,
    int door,
    int server,
    Optional<Path> tls,
    boolean plain,
    Optional<String> passwords,
    List<String> databases) {
  private static final String POLICY =
      """
      // The suites' callers may open everything and ask for everything.
      @id("suites")
      permit (principal in Group::"suites", action, resource);

      // A rule that looks at every statement of some, and refuses none.
      @id("watched")
      forbid (principal in Group::"watched", action, resource)
      when { resource == Database::"no/such" };
      """;

  DoorFiles {
    databases = List.copyOf(databases);
  }

  /** The address of the API. */
  URI api() {
    return URI.create("http://127.0.0.1:" + http);
  }

  /** Writes them into a directory; returns the main one. */
  Path into(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("policies"));
    Files.createDirectories(directory.resolve("targets"));
    Files.writeString(directory.resolve("policies/suites.cedar"), POLICY);
    for (String database : databases) {
      Files.writeString(directory.resolve("targets/" + database + ".yaml"), target(database));
    }
    return Files.writeString(directory.resolve("postern.yaml"), main());
  }

  private String target(String database) {
    String secrecy =
        tls.filter(files -> !plain)
            .map(files -> "tls: verify-full\nauthorities: " + files.resolve("authority.pem") + "\n")
            .orElse("tls: off\n");
    return """
    name: %s
    kind: postgres
    address: 127.0.0.1:%d
    database: %1$s
    environment: development
    record: digest
    bounds: {connections: 20000}
    accounts:
      regress:
        user: regress
        credential: {environment: SERVER_PASSWORD}
    """
            .formatted(database, server)
        + passwords.map(DoorFiles::older).orElse("")
        + secrecy;
  }

  /** Goes on with the accounts. */
  private static String older(String proof) {
    return """
      older:
        user: older
        credential: {environment: SERVER_PASSWORD}
    passwords: %s
    """
        .formatted(proof);
  }

  private String main() {
    String secrecy =
        tls.map(files ->
                "tls: {certificate: %s, key: %s}"
                    .formatted(files.resolve("server.crt"), files.resolve("server.key")))
            .orElse("plaintext: true");
    return """
    listen: {address: 127.0.0.1, port: %d, url: "http://127.0.0.1:%1$d"}
    postgres:
      listen: {address: 127.0.0.1, port: %d}
      %s
    data: data
    issuers:
      - id: suites
        url: %s
        tokens: {types: [at+jwt], longest: 24h}
        parties: [{kind: person, name: {claim: sub}}]
        groups: {claims: [groups], unlisted: kept}
    groups: [suites, watched]
    policies: [policies/*.cedar]
    targets: [targets/*.yaml]
    """
        .formatted(http, door, secrecy, issuer);
  }
}
