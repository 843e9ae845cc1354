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
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where PostgreSQL's clients connect.
 *
 * @param address the local address to listen on
 * @param port the TCP port
 * @param tls the certificate to present, and whose clients' certificates are asked for
 * @param encryption whether clients come encrypted
 */
public record PostgresListening(
    String address, int port, Optional<StreamSettings.Secrecy> tls, Encryption encryption) {
  /** PostgreSQL's name in ALPN (the manual's "Protocol Flow", SSL session encryption). */
  private static final String ALPN = "postgresql";

  private static final int USUAL_PORT = 5432;

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

  private static final Form<StreamSettings.Secrecy> TLS = Forms.section(PostgresListening::tls);

  private static Optional<PostgresListening> read(Section at) {
    Read<Place> listen =
        at.key("listen", Place.FORM, "Where PostgreSQL's clients connect.")
            .or(new Place("127.0.0.1", USUAL_PORT));
    Read<Optional<StreamSettings.Secrecy>> tls =
        at.key("tls", TLS, "The certificate to present; plain text without it.").optional();
    Read<Boolean> plaintext =
        at.key("plaintext", Scalars.truth(), "Whether clients may come, and prove, in plain text.")
            .or(false);
    return at.makeIf(
        () ->
            Loopback.demanded(
                tls.get().isPresent() || plaintext.get(), listen.get().address(), listen),
        () ->
            new PostgresListening(
                listen.get().address(),
                listen.get().port(),
                tls.get(),
                encryption(tls.get().isPresent(), plaintext.get())));
  }

  private static Encryption encryption(boolean tls, boolean plaintext) {
    if (!tls) {
      return Encryption.NONE;
    }
    return plaintext ? Encryption.OFFERED : Encryption.REQUIRED;
  }

  private static Optional<StreamSettings.Secrecy> tls(Section at) {
    Read<Path> certificate =
        at.key("certificate", Units.file(), "The PEM file of the certificate chain.").required();
    Read<Path> key =
        at.key("key", Units.file(), "The PEM file of the private key, PKCS #8.").required();
    Read<Optional<Path>> clients =
        at.key(
                "clients",
                Units.file(),
                "The PEM file of authorities whose clients' certificates are asked for.")
            .optional();
    return at.make(() ->
        new StreamSettings.Secrecy(
            new TlsFiles(certificate.get(), key.get()), ALPN, clients.get()));
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
