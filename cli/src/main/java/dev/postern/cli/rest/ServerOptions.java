package dev.postern.cli.rest;

import dev.postern.cli.Trouble;
import dev.postern.cli.login.Logins;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which gateway, and as whom. In this order: {@code --socket}, {@code --server}, the environment,
 * the last login, the socket of a gateway in this folder.
 */
public final class ServerOptions {
  private static final Path USUAL_SOCKET = Path.of("data", "postern.sock");

  @Option(
      names = "--socket",
      paramLabel = "FILE",
      description = "the gateway's local socket; needs no token (environment: POSTERN_SOCKET)")
  private @Nullable Path socket;

  @Option(
      names = "--server",
      paramLabel = "URL",
      description =
          "the gateway's URL (environment: POSTERN_URL); the token comes from"
              + " 'postern login', or from POSTERN_TOKEN for jobs")
  private @Nullable URI server;

  /** The gateway that the options, the environment or the last login name. */
  public Gateway gateway() throws Trouble {
    if (socket != null) {
      return new Gateway(new SocketWire(socket));
    }
    Optional<URI> named =
        Optional.ofNullable(server).or(() -> environment("POSTERN_URL").map(URI::create));
    if (named.isEmpty() && environment("POSTERN_SOCKET").isPresent()) {
      return new Gateway(new SocketWire(Path.of(environment("POSTERN_SOCKET").get())));
    }
    Logins logins = Logins.usual();
    Optional<URI> known = named.isPresent() ? named : logins.last();
    if (known.isEmpty()) {
      if (Files.exists(USUAL_SOCKET)) {
        return new Gateway(new SocketWire(USUAL_SOCKET));
      }
      throw new Trouble(
          "which gateway? Give --server URL after 'postern login', or --socket FILE on the server"
              + " itself.");
    }
    Optional<String> token = environment("POSTERN_TOKEN");
    return new Gateway(
        new UrlWire(known.get(), token.isPresent() ? token.get() : logins.token(known.get())));
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }
}
