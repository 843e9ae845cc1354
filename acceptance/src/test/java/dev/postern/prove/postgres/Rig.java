package dev.postern.prove.postgres;

import dev.postern.gateway.Gateway;
import dev.postern.gateway.api.Api;
import dev.postern.gateway.config.ConfigurationSource;
import dev.postern.kernel.cedar.Source;
import dev.postern.testkit.FreePort;
import dev.postern.testkit.issuer.AccessToken;
import dev.postern.testkit.issuer.StubIssuer;
import dev.postern.testkit.issuer.StubKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The gateway, from its files to its sockets, in front of one server. */
final class Rig implements AutoCloseable {
  private static final Duration TOKEN_LIFE = Duration.ofHours(6);

  private final StubKey key = StubKey.es256("suites");
  private final StubIssuer issuer = new StubIssuer(key);
  private final ServerUnderTest server;
  private final Gateway gateway;
  private final String audience;
  private final int port;

  /** Starts one in an empty folder. */
  Rig(Path folder, ServerUnderTest server) throws IOException {
    this.server = server;
    int http = FreePort.any();
    port = FreePort.any();
    Path main = write(folder, http);
    gateway =
        switch (ConfigurationSource.load(
            main, List.of(new Source("postern:built-in", Api.BUILT_IN_RULES)))) {
          case ConfigurationSource.Loaded loaded -> Gateway.start(main, loaded.configuration());
          case ConfigurationSource.Rejected rejected ->
              throw new IOException("the configuration is wrong: " + rejected.problems());
        };
    audience = "http://127.0.0.1:" + http + "/postgres";
  }

  private Path write(Path folder, int http) throws IOException {
    Files.createDirectories(folder.resolve("targets"));
    Files.writeString(folder.resolve("password"), ServerUnderTest.PASSWORD + "\n");
    Files.writeString(folder.resolve("rules.cedar"), Mode.rules());
    String modes = Arrays.stream(Mode.values()).map(Mode::group).collect(Collectors.joining(", "));
    Files.writeString(
        folder.resolve("targets/fuzz.yaml"),
        """
        name: fuzz
        kind: postgres
        address: 127.0.0.1:%d
        tls: off
        database: postgres
        environment: test
        record: digest
        accounts: {any: {user: %s, credential: {file: password}}}
        """
            .formatted(server.port(), ServerUnderTest.ROLE));
    return Files.writeString(
        folder.resolve("postern.yaml"),
        """
        listen: {address: 127.0.0.1, port: %1$d, url: "http://127.0.0.1:%1$d"}
        postgres: {listen: {address: 127.0.0.1, port: %2$d}, plaintext: true}
        data: data
        issuers:
          - id: suites
            url: %3$s
            tokens: {types: [at+jwt], longest: 24h}
            parties: [{kind: person, name: {claim: sub}}]
            groups: {claims: [groups], unlisted: kept}
        groups: [fuzz, %4$s]
        policies: [rules.cedar]
        targets: ["targets/*.yaml"]
        """
            .formatted(http, port, issuer.issuer(), modes));
  }

  /** How a client of a mode signs in to a database through the gateway. */
  Peer.Login through(Mode mode, String database) {
    return new Peer.Login(port, "any~token", "fuzz/" + database, token(mode));
  }

  /** Each mode is a person: whose newer token has other groups loses the older one. */
  private String token(Mode mode) {
    return new AccessToken(issuer.issuer(), "tester-" + mode.group(), audience)
        .with("groups", "[\"fuzz\",\"" + mode.group() + "\"]")
        .signed(key, TOKEN_LIFE);
  }

  /** How the same client signs in to the server. */
  Peer.Login direct(String database) {
    return server.login(database);
  }

  @Override
  public void close() {
    try {
      gateway.drain(Duration.ofSeconds(10));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    } finally {
      gateway.close();
      issuer.close();
    }
  }
}
