package dev.postern.gateway.vault.server;

import dev.postern.gateway.credential.CredentialSource.InVault;
import dev.postern.gateway.credential.CredentialSource.Kept;
import dev.postern.gateway.credential.CredentialSource.Made;
import dev.postern.gateway.credential.SecretStore;
import dev.postern.gateway.fetch.Fetch;
import dev.postern.gateway.fetch.Trust;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.vault.VaultLimits;
import dev.postern.gateway.vault.VaultSettings.VaultServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A vault server as the gateway asks it for secrets. Any thread that may block. */
public final class ServerStore implements SecretStore {
  private static final String FIELD = "value";
  private static final int LONGEST_LEASE = 1_000;
  private static final int LONGEST_USER = 63;

  private final VaultServer settings;
  private final ServerLink link;
  private final ServerSession session;

  /**
   * A server.
   *
   * @throws IOException when its authorities cannot be read
   */
  public static ServerStore of(VaultServer settings) throws IOException {
    return of(settings, System::getenv);
  }

  static ServerStore of(VaultServer settings, UnaryOperator<@Nullable String> environment)
      throws IOException {
    Fetch fetch = new Fetch(Trust.of(settings.authorities()), settings.times().answer());
    ServerLink link = new ServerLink(settings, fetch);
    LoginRate rate = new LoginRate(VaultLimits.DEFAULT, System::nanoTime);
    return new ServerStore(
        settings, link, new ServerSession(link, settings.signIn(), environment, rate));
  }

  private ServerStore(VaultServer settings, ServerLink link, ServerSession session) {
    this.settings = settings;
    this.link = link;
    this.session = session;
  }

  /** What is asked, by a token. */
  interface Asking {
    Heard by(Optional<String> token) throws IOException, InterruptedException;
  }

  /** An answer, and the token that asked. */
  record Answered(Heard heard, SignedIn by) {}

  /** Asks; once more with a new token when the first may have ended. */
  Answered ask(Asking asking) throws IOException, InterruptedException {
    SignedIn first = session.signedIn(Optional.empty());
    Heard heard = asking.by(Optional.of(first.token()));
    if (heard instanceof Heard.Refused refused && refused.status() == 403) {
      SignedIn again = session.signedIn(Optional.of(first));
      if (!again.token().equals(first.token())) {
        return new Answered(asking.by(Optional.of(again.token())), again);
      }
    }
    return new Answered(heard, first);
  }

  /**
   * Signs in, unless that is done, and asks for nothing.
   *
   * @throws IOException when the server cannot be asked, does not let the gateway in, or does not
   *     know its token
   */
  public void enter() throws IOException, InterruptedException {
    SignedIn by = session.signedIn(Optional.empty());
    if (link.read("auth/token/lookup-self", Optional.of(by.token()))
        instanceof Heard.Refused(int status, String why)) {
      throw new IOException(
          "the vault does not know the gateway's token, or tells it nothing of itself: " + why);
    }
  }

  ServerLink link() {
    return link;
  }

  VaultServer settings() {
    return settings;
  }

  @Override
  public Answer fetch(InVault source, Optional<Mark> had, boolean now)
      throws IOException, InterruptedException {
    return switch (source) {
      case Kept kept -> kept(kept, now ? Optional.empty() : had);
      case Made made -> made(made);
    };
  }

  private Answer kept(Kept source, Optional<Mark> had) throws IOException, InterruptedException {
    long now = System.nanoTime();
    long age = now - had.map(Mark::asked).orElse(now);
    if (had.isPresent() && age < settings.times().every().toNanos()) {
      return new Answer.Same(Optional.of(settings.times().keep().minusNanos(age)));
    }
    Mark mark = new Mark("", now);
    String mount = ServerLink.path(settings.kv().mount());
    String name = ServerLink.path(source.path());
    boolean second = settings.kv().version() == 2;
    String version =
        second && source.version().isPresent() ? "?version=" + source.version().getAsInt() : "";
    String path = second ? mount + "/data/" + name + version : mount + "/" + name;
    return switch (ask(token -> link.read(path, token)).heard()) {
      case Heard.Said said -> fresh(source, second ? inner(said) : said.object("data"), mark);
      case Heard.Done done -> new Answer.Gone("the vault has nothing at " + path);
      case Heard.Refused(int status, String why) ->
          new Answer.Gone("the vault gives nothing at " + path + ": " + why);
    };
  }

  private static JsonValue inner(Heard.Said said) throws IOException {
    return new Heard.Said(said.object("data")).object("data");
  }

  private Answer fresh(Kept source, JsonValue fields, Mark mark) throws IOException {
    Optional<JsonValue> value = fields.member(source.field().orElse(FIELD), JsonKind.STRING);
    if (value.isEmpty()) {
      return new Answer.Gone(
          "the vault has no text " + source.field().orElse(FIELD) + " in " + source.path());
    }
    byte[] octets = SecretOctets.of(value.get());
    wipe(value.get());
    return new Answer.Fresh(
        new Secret(
            octets, Optional.empty(), Optional.of(settings.times().keep()), Optional.empty()),
        mark);
  }

  private Answer made(Made source) throws IOException, InterruptedException {
    String path = ServerLink.path(source.path());
    Answered answered = ask(token -> link.read(path, token));
    return switch (answered.heard()) {
      case Heard.Done done -> new Answer.Gone("the vault makes nothing at " + path);
      case Heard.Refused(int status, String why) ->
          new Answer.Gone("the vault makes nothing at " + path + ": " + why);
      case Heard.Said said -> made(said, answered.by());
    };
  }

  private Answer made(Heard.Said said, SignedIn by) throws IOException, InterruptedException {
    String lease = Heard.text(said.root(), "lease_id", LONGEST_LEASE);
    try {
      return made(lease, said, by);
    } catch (IOException unusable) {
      // It was made all the same, and nobody will use it.
      try {
        giveBack(new Term(lease, false, by));
      } catch (IOException owed) {
        unusable.addSuppressed(owed);
      }
      throw unusable;
    }
  }

  private Answer made(String lease, Heard.Said said, SignedIn by) throws IOException {
    JsonValue fields = said.object("data");
    Duration lasts =
        Heard.seconds(said.root(), "lease_duration")
            .filter(time -> !time.isZero())
            .orElseThrow(() -> new IOException("the vault made a secret that has no time"));
    boolean renewable =
        said.root().member("renewable", JsonKind.BOOLEAN).map(JsonValue::truth).orElse(false);
    JsonValue password =
        fields
            .member("password", JsonKind.STRING)
            .orElseThrow(() -> new IOException("the vault made no password"));
    String user = Heard.text(fields, "username", LONGEST_USER);
    if (!user.matches("[\\x21-\\x7e]+")) {
      throw new IOException("the vault made a user whose name is unusable");
    }
    Secret secret =
        new Secret(
            SecretOctets.of(password),
            Optional.of(user),
            Optional.of(by.within(lasts)),
            Optional.of(new Term(lease, renewable, by)));
    wipe(password);
    return new Answer.Fresh(secret, new Mark("", System.nanoTime()));
  }

  /** The answer's own octets; what the client's buffers had is not ours to reach. */
  private static void wipe(JsonValue value) {
    Arrays.fill(value.document().bytes(), (byte) 0);
  }

  @Override
  public Optional<Duration> renew(Term term) throws IOException, InterruptedException {
    Answered answered =
        ask(token ->
            link.write(
                "sys/leases/renew",
                token,
                ServerLink.body(json -> json.key("lease_id").text(term.id()))));
    return switch (answered.heard()) {
      case Heard.Said said ->
          Heard.seconds(said.root(), "lease_duration").map(time -> term.maker().within(time));
      case Heard.Done done -> Optional.empty();
      case Heard.Refused refused -> Optional.empty();
    };
  }

  @Override
  public void giveBack(Term term) throws IOException, InterruptedException {
    Answered answered =
        ask(token ->
            link.write(
                "sys/leases/revoke",
                token,
                // Otherwise it is only queued there, and the secret works on for a while.
                ServerLink.body(
                    json -> json.key("lease_id").text(term.id()).key("sync").truth(true))));
    if (answered.heard() instanceof Heard.Refused(int status, String why) && status == 403) {
      throw new IOException("the vault does not take " + term.id() + " back: " + why);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    link.close();
  }
}
