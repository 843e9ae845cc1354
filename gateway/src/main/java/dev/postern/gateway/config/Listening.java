package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.http.HttpLimits;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.TlsFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** Reads where callers connect. */
record Listening(String address, int port, URI url, Optional<TlsFiles> tls) {
  static final Form<TlsFiles> TLS = Forms.section(Listening::tls);

  static final Form<Listening> FORM = Forms.section(Listening::read);

  private static Optional<Listening> read(Section at) {
    Read<String> address =
        at.key("address", Words.HOST, "The local address to listen on.").or("127.0.0.1");
    Read<Integer> port =
        at.key("port", Scalars.whole(1, 65_535), "The TCP port to listen on.").or(7070);
    Read<URI> url =
        at.key("url", Units.address(), "The public base address that callers use.").required();
    Read<Optional<TlsFiles>> tls =
        at.key("tls", TLS, "The certificate to present; plain HTTP without it.").optional();
    Read<Boolean> plaintext =
        at.key(
                "plaintext",
                Scalars.truth(),
                "Whether plain HTTP may leave this machine, as behind a proxy that ends TLS.")
            .or(false);
    return at.makeIf(
        () ->
            Loopback.demanded(tls.get().isPresent() || plaintext.get(), address.get(), address)
                && Words.withoutQuery(url),
        () -> new Listening(address.get(), port.get(), Words.withoutSlash(url.get()), tls.get()));
  }

  private static Optional<TlsFiles> tls(Section at) {
    Read<Path> certificate =
        at.key("certificate", Units.file(), "The PEM file of the certificate chain.").required();
    Read<Path> key =
        at.key("key", Units.file(), "The PEM file of the private key, PKCS #8.").required();
    return at.make(() -> new TlsFiles(certificate.get(), key.get()));
  }

  /** The listener; a body larger than the largest message is refused before it is read. */
  ListenSettings within(Limits limits) {
    HttpLimits http = HttpLimits.DEFAULT;
    return new ListenSettings(
        address,
        port,
        Set.of(url.getHost()),
        tls,
        limits.connections(),
        limits.connectionsPerSource(),
        ListenSettings.BACKLOG,
        new HttpLimits(
            http.requestLine(),
            http.head(),
            http.fields(),
            limits.message(),
            http.pipelined(),
            http.headTime(),
            http.bodyPause(),
            http.idle(),
            http.stall(),
            http.unsent()));
  }
}
