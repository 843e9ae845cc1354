package dev.postern.gateway.vault.server;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.SecretText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.vault.VaultSettings.ServerSignIn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The gateway signed in at a server: once, renewed while it may be, and anew when it may not. */
final class ServerSession {
  private static final int LONGEST_TOKEN = 8 << 10;

  private final ServerLink link;
  private final ServerSignIn how;
  private final UnaryOperator<@Nullable String> environment;
  private final LoginRate rate;
  private @Nullable SignedIn now;

  /**
   * @param rate how often it may sign in
   */
  ServerSession(
      ServerLink link,
      ServerSignIn how,
      UnaryOperator<@Nullable String> environment,
      LoginRate rate) {
    this.link = link;
    this.how = how;
    this.environment = environment;
    this.rate = rate;
  }

  /**
   * The token to ask with.
   *
   * @param refused by which something was refused, if that is why another may be needed
   * @throws IOException when the server does not let the gateway in, or cannot be asked
   */
  synchronized SignedIn signedIn(Optional<SignedIn> refused)
      throws IOException, InterruptedException {
    SignedIn known = now;
    if (how instanceof ServerSignIn.Token(Path file)) {
      known = kept(file, known);
    } else if (known == null) {
      known = signIn();
    } else if (refused.isPresent()) {
      // What was made by a token that is left ends: only one that is good no more is left.
      if (known == refused.get() && !good(known)) {
        known = signIn();
      }
    } else {
      if (known.due()) {
        renew(known);
      }
      if (known.spent()) {
        known = signIn();
      }
    }
    now = known;
    return known;
  }

  /** Whether the server knows the token: then what was refused is not for the gateway. */
  private boolean good(SignedIn known) throws IOException, InterruptedException {
    return link.read("auth/token/lookup-self", Optional.of(known.token())) instanceof Heard.Said;
  }

  /** A token that somebody else keeps fresh: read every time, asked about when it is another. */
  private SignedIn kept(Path file, @Nullable SignedIn known)
      throws IOException, InterruptedException {
    String token = text(read(file), "the token file");
    if (known != null && known.token().equals(token) && !known.spent()) {
      return known;
    }
    Optional<Duration> lasts = Optional.empty();
    if (link.read("auth/token/lookup-self", Optional.of(token)) instanceof Heard.Said said) {
      lasts = Heard.seconds(said.object("data"), "ttl").filter(time -> !time.isZero());
    }
    return new SignedIn(token, false, lasts);
  }

  private SignedIn signIn() throws IOException, InterruptedException {
    if (!rate.permits()) {
      throw new IOException("the gateway has signed in to the vault too often just now");
    }
    Heard heard =
        switch (how) {
          case ServerSignIn.Token kept -> throw new IllegalStateException("it is read");
          case ServerSignIn.AppRole(String mount, String role, CredentialSource secret) -> {
            String secretId = text(read(secret), "the secret id");
            yield link.write(
                "auth/" + ServerLink.path(mount) + "/login",
                Optional.empty(),
                ServerLink.body(
                    json -> json.key("role_id").text(role).key("secret_id").text(secretId)));
          }
          case ServerSignIn.Jwt(String mount, String role, Path file) -> {
            String jwt = text(read(file), "the workload's token");
            yield link.write(
                "auth/" + ServerLink.path(mount) + "/login",
                Optional.empty(),
                ServerLink.body(json -> json.key("role").text(role).key("jwt").text(jwt)));
          }
        };
    return switch (heard) {
      case Heard.Said said -> signedIn(said.object("auth"));
      case Heard.Done done -> throw new IOException("the vault gave no token");
      case Heard.Refused(int status, String why) ->
          throw new IOException("the vault does not let the gateway in: " + why);
    };
  }

  private static SignedIn signedIn(JsonValue auth) throws IOException {
    String token = Heard.text(auth, "client_token", LONGEST_TOKEN);
    if (!token.matches("[\\x21-\\x7e]+")) {
      throw new IOException("the vault gave an unusable token");
    }
    return new SignedIn(
        token, true, Heard.seconds(auth, "lease_duration").filter(time -> !time.isZero()));
  }

  /** A failure is no matter yet: there is time left. */
  private void renew(SignedIn known) throws InterruptedException {
    try {
      Heard heard =
          link.write(
              "auth/token/renew-self", Optional.of(known.token()), ServerLink.body(json -> {}));
      if (heard instanceof Heard.Said said) {
        Heard.seconds(said.object("auth"), "lease_duration").ifPresent(known::lasts);
      }
    } catch (IOException later) {
      return;
    }
  }

  /** Gives the token back that the gateway was given. */
  synchronized void close() throws InterruptedException {
    SignedIn known = now;
    now = null;
    if (known != null && known.own()) {
      try {
        link.write(
            "auth/token/revoke-self", Optional.of(known.token()), ServerLink.body(json -> {}));
      } catch (IOException ended) {
        return;
      }
    }
  }

  private byte[] read(CredentialSource source) throws IOException {
    return switch (source) {
      case CredentialSource.SecretFile(Path path) -> read(path);
      case CredentialSource.EnvironmentVariable(String variable) -> {
        String value = environment.apply(variable);
        yield value == null ? new byte[0] : value.getBytes(StandardCharsets.US_ASCII);
      }
      case CredentialSource.InVault vault -> new byte[0];
    };
  }

  private static byte[] read(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(SecretText.LONGEST + 1);
    } catch (IOException absent) {
      throw new IOException("there is no readable file " + path, absent);
    }
  }

  private static String text(byte[] read, String what) throws IOException {
    byte[] line = SecretText.usable(read);
    try {
      if (line.length == 0) {
        throw new IOException(what + " is not one usable line");
      }
      return new String(line, StandardCharsets.US_ASCII);
    } finally {
      Arrays.fill(line, (byte) 0);
    }
  }
}
