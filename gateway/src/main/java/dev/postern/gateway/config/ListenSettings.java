package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where callers connect.
 *
 * @param address the local address, as {@code listen.address}: an IP address or {@code localhost}
 * @param port the TCP port, 1 to 65535
 * @param url the public base address without a trailing slash; a target's resource identifier (RFC
 *     8707) is this, a slash and the target's path
 * @param tls the certificate to present; empty for plain HTTP, which is for loopback, or for a
 *     proxy in front when {@code listen.plaintext} says so
 */
public record ListenSettings(String address, int port, URI url, Optional<Tls> tls) {
  /**
   * A certificate and its key, both PEM.
   *
   * @param certificate the chain, the server's own first
   * @param key the private key, PKCS #8
   */
  public record Tls(Path certificate, Path key) {
    static final Form<Tls> FORM = Forms.section(Tls::read);

    private static Optional<Tls> read(Section at) {
      Read<Path> certificate =
          at.key("certificate", Units.file(), "The PEM file of the certificate chain.").required();
      Read<Path> key = at.key("key", Units.file(), "The PEM file of the private key.").required();
      return at.make(() -> new Tls(certificate.get(), key.get()));
    }
  }

  static final Form<ListenSettings> FORM = Forms.section(ListenSettings::read);

  private static Optional<ListenSettings> read(Section at) {
    Read<String> address =
        at.key("address", Words.HOST, "The local address to listen on.").or("127.0.0.1");
    Read<Integer> port =
        at.key("port", Scalars.whole(1, 65_535), "The TCP port to listen on.").or(7070);
    Read<URI> url =
        at.key("url", Units.address(), "The public base address that callers use.").required();
    Read<Optional<Tls>> tls =
        at.key("tls", Tls.FORM, "The certificate to present; plain HTTP without it.").optional();
    Read<Boolean> plaintext =
        at.key(
                "plaintext",
                Scalars.truth(),
                "Whether plain HTTP may leave this machine, as behind a proxy that ends TLS.")
            .or(false);
    return at.makeIf(
        () ->
            Loopback.demanded(tls.get().isPresent() || plaintext.get(), address.get(), address)
                && bare(url),
        () ->
            new ListenSettings(address.get(), port.get(), Words.withoutSlash(url.get()), tls.get()));
  }

  private static boolean bare(Read<URI> url) {
    if (url.get().getRawQuery() == null) {
      return true;
    }
    url.spot().problem("this address has a query", "an address without one");
    return false;
  }
}
