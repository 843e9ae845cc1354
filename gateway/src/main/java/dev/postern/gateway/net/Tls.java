package dev.postern.gateway.net;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** TLS 1.2 and 1.3, by the JDK. */
public final class Tls {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private Tls() {}

  /**
   * For a listener.
   *
   * @throws IOException when a file cannot be read or is not what it should be
   */
  public static SslContext listening(TlsFiles files) throws IOException {
    return built(files.certificate(), () -> server(files));
  }

  /**
   * For a listener of a protocol that has a name in ALPN (RFC 7301). A client that names only
   * others is turned away; one that names none is not.
   *
   * @param clients PEM certificates of those who vouch for clients, who are asked for a certificate
   *     and need not have one; empty asks nobody
   * @throws IOException when a file cannot be read or is not what it should be
   */
  public static SslContext listening(TlsFiles files, String protocol, Optional<Path> clients)
      throws IOException {
    return built(
        files.certificate(),
        () -> {
          SslContextBuilder builder =
              server(files)
                  .applicationProtocolConfig(
                      new ApplicationProtocolConfig(
                          ApplicationProtocolConfig.Protocol.ALPN,
                          ApplicationProtocolConfig.SelectorFailureBehavior.FATAL_ALERT,
                          ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                          protocol));
          clients.ifPresent(
              path -> builder.trustManager(path.toFile()).clientAuth(ClientAuth.OPTIONAL));
          return builder;
        });
  }

  private static SslContextBuilder server(TlsFiles files) {
    return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile());
  }

  /**
   * How a target is dialled.
   *
   * @param authorities PEM certificates to trust instead of the system's
   * @param names whether the target's certificate must be valid for the name that is dialled
   * @param own the certificate to present, where one is needed
   */
  public record Dialling(Optional<Path> authorities, boolean names, Optional<TlsFiles> own) {}

  /**
   * For dialling. The peer's certificate must be valid for the name that is dialled.
   *
   * @param authorities PEM certificates to trust instead of the system's
   * @throws IOException when the file cannot be read or is not what it should be
   */
  public static SslContext dialling(Optional<Path> authorities) throws IOException {
    return dialling(new Dialling(authorities, true, Optional.empty()));
  }

  /**
   * For dialling.
   *
   * @throws IOException when a file cannot be read or is not what it should be
   */
  public static SslContext dialling(Dialling how) throws IOException {
    Path file = how.own().map(TlsFiles::certificate).or(how::authorities).orElse(Path.of(""));
    return built(
        file,
        () -> {
          SslContextBuilder builder =
              SslContextBuilder.forClient()
                  .endpointIdentificationAlgorithm(how.names() ? "HTTPS" : null);
          how.authorities().ifPresent(path -> builder.trustManager(path.toFile()));
          how.own()
              .ifPresent(own -> builder.keyManager(own.certificate().toFile(), own.key().toFile()));
          return builder;
        });
  }

  private static SslContext built(Path file, Supplier<SslContextBuilder> builder)
      throws IOException {
    try {
      return builder.get().sslProvider(SslProvider.JDK).protocols(VERSIONS).build();
    } catch (IllegalArgumentException wrong) {
      throw new IOException("unusable certificate, key or authorities: " + file, wrong);
    }
  }
}
