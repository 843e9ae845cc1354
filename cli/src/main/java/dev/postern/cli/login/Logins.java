package dev.postern.cli.login;

import dev.postern.cli.Trouble;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sign-ins of this user, in a file that nobody else can read: {@code
 * $XDG_CONFIG_HOME/postern/logins.json}, or below {@code ~/.config}.
 */
public final class Logins {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A token this close to its end is renewed first. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private final Path file;

  Logins(Path file) {
    this.file = file;
  }

  /** Where the sign-ins of this user usually are. */
  public static Logins usual() {
    return new Logins(folder().resolve("logins.json"));
  }

  /** The folder of what the command line keeps for this user. */
  public static Path folder() {
    return Optional.ofNullable(System.getenv("XDG_CONFIG_HOME"))
        .filter(value -> !value.isBlank())
        .map(Path::of)
        .orElse(Path.of(System.getProperty("user.home"), ".config"))
        .resolve("postern");
  }

  /** The gateway that was signed in to last. */
  public Optional<URI> last() throws Trouble {
    return Optional.of(read().path("last").asString(""))
        .filter(last -> !last.isEmpty())
        .map(URI::create);
  }

  /** A token for a gateway, renewed when it is about to end. */
  public String token(URI server) throws Trouble {
    Login login =
        find(server)
            .orElseThrow(
                () -> new Trouble("not signed in to " + server + ". Run: postern login " + server));
    if (Instant.now().isBefore(login.expires().minus(MARGIN))) {
      return login.accessToken();
    }
    if (login.refreshToken().isEmpty()) {
      throw new Trouble("the sign-in to " + server + " has ended. Run: postern login " + server);
    }
    Login renewed = new TokenEndpoint(login.tokenEndpoint()).renew(login);
    keep(server, renewed);
    return renewed.accessToken();
  }

  /** Keeps a sign-in and makes its gateway the last one. */
  void keep(URI server, Login login) throws Trouble {
    ObjectNode all = read();
    all.put("last", server.toString());
    ObjectNode kept = all.withObject("/logins").putObject(server.toString());
    kept.put("tokenEndpoint", login.tokenEndpoint());
    kept.put("clientId", login.clientId());
    kept.put("resource", login.resource());
    kept.put("accessToken", login.accessToken());
    login.refreshToken().ifPresent(token -> kept.put("refreshToken", token));
    kept.put("expires", login.expires().toString());
    write(all);
  }

  /** Forgets a sign-in; false when there was none. */
  boolean forget(URI server) throws Trouble {
    ObjectNode all = read();
    boolean was = all.withObject("/logins").remove(server.toString()) != null;
    if (server.toString().equals(all.path("last").asString(""))) {
      all.remove("last");
    }
    write(all);
    return was;
  }

  private Optional<Login> find(URI server) throws Trouble {
    JsonNode kept = read().path("logins").path(server.toString());
    if (!kept.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Login(
            kept.path("tokenEndpoint").asString(""),
            kept.path("clientId").asString(""),
            kept.path("resource").asString(""),
            kept.path("accessToken").asString(""),
            Optional.of(kept.path("refreshToken").asString("")).filter(token -> !token.isEmpty()),
            Instant.parse(kept.path("expires").asString("1970-01-01T00:00:00Z"))));
  }

  private ObjectNode read() throws Trouble {
    try {
      return JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode all
          ? all
          : JSON.createObjectNode();
    } catch (NoSuchFileException none) {
      return JSON.createObjectNode();
    } catch (IOException | JacksonException unreadable) {
      throw new Trouble("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
    }
  }

  private void write(ObjectNode all) throws Trouble {
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path fresh =
          Files.createTempFile(
              folder,
              "logins",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, JSON.writeValueAsBytes(all));
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException unwritable) {
      throw new Trouble(
          "cannot keep the sign-in in " + file + ": " + unwritable.getMessage(), unwritable);
    }
  }
}
