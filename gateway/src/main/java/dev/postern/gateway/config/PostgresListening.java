package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.gateway.net.stream.StreamLimits;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.protocol.postgres.PostgresDoor.Encryption;
import dev.postern.gateway.protocol.postgres.password.MintLimits;
import dev.postern.gateway.signin.CertificateSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where PostgreSQL's clients connect.
 *
 * @param address the local address to listen on
 * @param port the TCP port
 * @param tls the certificate to present, and whose clients' certificates are asked for
 * @param encryption whether clients come encrypted
 * @param advertised where clients find it, when that is elsewhere
 * @param passwords the bounds of the passwords that are minted for it
 * @param loops how many event loops serve its clients and nothing else
 * @param identity what certificates of clients mean; empty where they say of nobody who it is
 */
public record PostgresListening(
    String address,
    int port,
    Optional<StreamSettings.Secrecy> tls,
    Encryption encryption,
    Optional<Advertised> advertised,
    MintLimits passwords,
    int loops,
    Optional<CertificateSettings> identity) {
  /** PostgreSQL's name in ALPN (the manual's "Protocol Flow", SSL session encryption). */
  private static final String ALPN = "postgresql";

  private static final int USUAL_PORT = 5432;
  private static final int MOST_LOOPS = 256;

  static final Form<PostgresListening> FORM = Forms.section(PostgresListening::read);

  private record Place(String address, int port) {
    static final Form<Place> FORM = Forms.section(Place::read);

    static Optional<Place> read(Section at) {
      Read<String> address =
          at.key("address", Words.HOST, "The local address to listen on.").or("127.0.0.1");
      Read<Integer> port =
          at.key("port", Scalars.whole(1, 65_535), "The TCP port to listen on.").or(USUAL_PORT);
      return at.make(() -> new Place(address.get(), port.get()));
    }
  }

  /**
   * Where clients find the listener.
   *
   * @param host a name or an address, an IPv6 one without brackets
   * @param port the TCP port
   */
  public record Advertised(String host, int port) {
    static final Form<Advertised> FORM =
        Scalars.text(
            Pattern.compile(
                "(?:[A-Za-z0-9][A-Za-z0-9._-]{0,252}|\\[[0-9a-fA-F:]{2,39}\\]):[0-9]{1,5}"),
            "HOST:PORT",
            Advertised::of);

    private static Optional<Advertised> of(String text) {
      int colon = text.lastIndexOf(':');
      int port = Integer.parseInt(text.substring(colon + 1));
      return port < 1 || port > 65_535
          ? Optional.empty()
          : Optional.of(new Advertised(withoutBrackets(text.substring(0, colon)), port));
    }

    /** A host as clients of databases take it: none of them wants an IPv6 address in brackets. */
    public static String withoutBrackets(String host) {
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
  }

  private static final Form<MintLimits> PASSWORDS = Forms.section(PostgresListening::passwords);
  private static final Form<Secured> TLS = Forms.section(PostgresListening::tls);

  private static Optional<PostgresListening> read(Section at) {
    Read<Place> listen =
        at.key("listen", Place.FORM, "Where PostgreSQL's clients connect.")
            .or(new Place("127.0.0.1", USUAL_PORT));
    Read<Optional<Secured>> tls =
        at.key("tls", TLS, "The certificate to present; plain text without it.").optional();
    Read<Boolean> plaintext =
        at.key("plaintext", Scalars.truth(), "Whether clients may come, and prove, in plain text.")
            .or(false);
    Read<Optional<Advertised>> advertised =
        at.key(
                "advertise",
                Advertised.FORM,
                "Where clients find it; the host of listen.url, and the port, without it.")
            .optional();
    Read<MintLimits> passwords =
        at.key("passwords", PASSWORDS, "The bounds of minted passwords.").or(MintLimits.DEFAULT);
    Read<Integer> loops =
        at.key(
                "loops",
                Scalars.whole(1, MOST_LOOPS),
                "How many event loops serve them; half of the processors without it.")
            .orHere(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    return at.makeIf(
        () ->
            Loopback.demanded(
                tls.get().isPresent() || plaintext.get(), listen.get().address(), listen),
        () ->
            new PostgresListening(
                listen.get().address(),
                listen.get().port(),
                tls.get().map(Secured::secrecy),
                encryption(tls.get().isPresent(), plaintext.get()),
                advertised.get(),
                passwords.get(),
                loops.get(),
                tls.get().flatMap(Secured::identity)));
  }

  /** Without what may change while it listens. */
  public PostgresListening fixed() {
    Optional<StreamSettings.Secrecy> secured =
        tls.map(some ->
            new StreamSettings.Secrecy(
                new TlsFiles(Path.of(""), Path.of("")), ALPN, Optional.empty()));
    return new PostgresListening(
        address, port, secured, encryption, advertised, passwords, loops, Optional.empty());
  }

  private record Secured(StreamSettings.Secrecy secrecy, Optional<CertificateSettings> identity) {}

  private static Optional<MintLimits> passwords(Section at) {
    MintLimits otherwise = MintLimits.DEFAULT;
    Form<Integer> many = Scalars.whole(1, 1_000_000);
    Read<Duration> lifetime =
        at.key(
                "lifetime",
                Units.duration(Duration.ofSeconds(10), Duration.ofHours(12)),
                "How long sessions may begin with one; never longer than the minting token lives.")
            .or(otherwise.lifetime());
    Read<Integer> most =
        at.key("most", many, "Passwords at a time, of everybody.").or(otherwise.most());
    Read<Integer> each =
        at.key("each", many, "Passwords at a time, of one principal.").or(otherwise.each());
    return at.make(() -> otherwise.with(lifetime.get(), most.get(), each.get()));
  }

  private static Encryption encryption(boolean tls, boolean plaintext) {
    if (!tls) {
      return Encryption.NONE;
    }
    return plaintext ? Encryption.OFFERED : Encryption.REQUIRED;
  }

  private static Optional<Secured> tls(Section at) {
    Read<Path> certificate =
        at.key("certificate", Units.file(), "The PEM file of the certificate chain.").required();
    Read<Path> key =
        at.key("key", Units.file(), "The PEM file of the private key, PKCS #8.").required();
    Read<Optional<ClientCertificates>> clients =
        at.key("clients", ClientCertificates.FORM, "Whose certificates clients are asked for.")
            .optional();
    return at.make(() ->
        new Secured(
            new StreamSettings.Secrecy(
                new TlsFiles(certificate.get(), key.get()),
                ALPN,
                clients.get().map(ClientCertificates::authorities)),
            clients.get().flatMap(ClientCertificates::identity)));
  }

  /** The listener. */
  public StreamSettings within(Limits limits) {
    return new StreamSettings(
        address,
        port,
        tls,
        limits.connections(),
        limits.connectionsPerSource(),
        StreamSettings.BACKLOG,
        StreamSettings.Strangers.DEFAULT,
        StreamLimits.DEFAULT);
  }
}
