package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.TlsFiles;
import java.util.Optional;
import java.util.Set;

/**
 * Where operators' machines read metrics.
 *
 * @param address the local address to listen on
 * @param port the TCP port
 * @param names what else than its address scrapers call it by
 * @param tls the certificate to present; plain HTTP without it
 * @param token where the secret is that scrapers present; empty where they need none
 */
public record MetricsListening(
    String address,
    int port,
    Set<String> names,
    Optional<TlsFiles> tls,
    Optional<CredentialSource> token) {
  /** What leases call the token. No target can have the name, which has a colon. */
  public static final String CREDENTIAL = "postern:metrics";

  /** Scrapers' connections at a time. */
  static final int CONNECTIONS = 64;

  private static final int BACKLOG = 64;
  private static final int BODY = 1 << 10;
  private static final int USUAL_PORT = 7071;

  static final Form<MetricsListening> FORM = Forms.section(MetricsListening::read);

  private static Optional<MetricsListening> read(Section at) {
    Read<String> address =
        at.key("address", Words.HOST, "The local address to listen on.").or("127.0.0.1");
    Read<Integer> port =
        at.key("port", Scalars.whole(1, 65_535), "The TCP port to listen on.").or(USUAL_PORT);
    Read<Set<String>> names =
        at.key("names", Words.set(Words.HOST), "Host names that scrapers use, besides the address.")
            .or(Set.of());
    Read<Optional<TlsFiles>> tls =
        at.key("tls", Listening.TLS, "The certificate to present; plain HTTP without it.")
            .optional();
    Read<Boolean> plaintext =
        at.key("plaintext", Scalars.truth(), "Whether plain HTTP may leave this machine.")
            .or(false);
    Read<Optional<CredentialSource>> token =
        at.key("token", Credentials.SOURCE, "Where the secret is that scrapers present as Bearer.")
            .optional();
    return at.makeIf(
        () ->
            Loopback.demanded(tls.get().isPresent() || plaintext.get(), address.get(), address)
                && proven(token.get().isPresent(), address),
        () -> new MetricsListening(address.get(), port.get(), names.get(), tls.get(), token.get()));
  }

  /** Who reads from elsewhere says a secret. */
  private static boolean proven(boolean token, Read<String> address) {
    if (token || Loopback.is(address.get())) {
      return true;
    }
    address.spot().problem("anybody could read the metrics", "a token, or a loopback address");
    return false;
  }

  /** Without what may change while it listens. */
  public MetricsListening fixed() {
    return new MetricsListening(address, port, names, tls, Optional.empty());
  }

  /** The listener. */
  public ListenSettings listen() {
    HttpLimits http = HttpLimits.DEFAULT;
    Set<String> hosts = new java.util.HashSet<>(names);
    hosts.add(address);
    return new ListenSettings(
        address,
        port,
        hosts,
        tls,
        CONNECTIONS,
        CONNECTIONS,
        BACKLOG,
        new HttpLimits(
            http.requestLine(),
            http.head(),
            http.fields(),
            BODY,
            http.pipelined(),
            http.headTime(),
            http.bodyPause(),
            http.idle(),
            http.stall(),
            http.unsent()));
  }
}
