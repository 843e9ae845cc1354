package dev.postern.prove;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The folder of a gateway: its configuration, with the MCP server {@code workshop} and the database
 * {@code shop} where they are written, and its data.
 */
public record GatewayFolder(Path folder) {
  /** Accounts of {@code shop}, for its file. */
  public static final String PLAIN_AND_WATCHED =
      """
      accounts:
        plain: {user: app, credential: {file: secret}}
        watched: {user: app, credential: {file: secret}}
      """;

  /**
   * A rule that looks at statements and refuses none: whoever opens the account {@code watched} has
   * a guarded session.
   */
  public static final String GUARDS_WATCHED =
      """
      forbid (principal, action == Action::"ddl", resource) when { context.account == "watched" };
      """;

  /**
   * Writes the main file, and the secret of all targets.
   *
   * @param issuer more about the issuer, a line of its section
   * @param more of the main file
   */
  public void main(Callers callers, String issuer, String more) throws IOException {
    write("secret", "pencil");
    Doors doors = callers.doors();
    write(
        "postern.yaml",
        """
        listen: {address: %1$s, port: %2$d, url: "%3$s"}
        postgres: {listen: {address: %1$s, port: %4$d}, plaintext: true}
        data: data
        issuers:
          - id: test
            url: %5$s
            tokens: {types: [at+jwt], longest: 25h}
            parties: [{kind: person, name: {claim: sub}}]
            groups: {claims: [groups], unlisted: kept}
            %6$s
        groups: [reviewers, temps]
        policies: ["policies/*.cedar"]
        targets: ["targets/*.yaml"]
        """
                .formatted(
                    doors.host(),
                    doors.http(),
                    doors.at(""),
                    doors.postgres(),
                    callers.issuer().issuer(),
                    issuer)
            + more);
  }

  /**
   * Writes the MCP server.
   *
   * @param more of its file
   */
  public void workshop(URI uri, String more) throws IOException {
    write(
        "targets/workshop.yaml",
        """
        name: workshop
        kind: mcp
        url: %s
        environment: test
        record: raw
        credential: {file: secret}
        tools:
          drop: {groups: [write]}
        """
                .formatted(uri)
            + more);
  }

  /**
   * Writes the database.
   *
   * @param more of its file, its accounts among it
   */
  public void shop(int port, String more) throws IOException {
    write(
        "targets/shop.yaml",
        """
        name: shop
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: postgres
        environment: test
        record: raw
        """
                .formatted(port)
            + more);
  }

  /** Writes the rules. */
  public void policy(String text) throws IOException {
    write("policies/all.cedar", text);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, text);
  }

  /** The main file. */
  public Path main() {
    return folder.resolve("postern.yaml");
  }

  /** What the gateway writes. */
  public Path data() {
    return folder.resolve("data");
  }

  /** Where its ledger lies. */
  public Path ledger() {
    return folder.resolve("data/ledger");
  }
}
