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
    return fitting(Optional.of(files), built(files.certificate(), () -> server(files)));
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
    SslContext made =
        built(
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
    return fitting(Optional.of(files), made);
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
    SslContext made =
        built(
            file,
            () -> {
              SslContextBuilder builder =
                  SslContextBuilder.forClient()
                      .endpointIdentificationAlgorithm(how.names() ? "HTTPS" : null);
              how.authorities().ifPresent(path -> builder.trustManager(path.toFile()));
              how.own()
                  .ifPresent(
                      own -> builder.keyManager(own.certificate().toFile(), own.key().toFile()));
              return builder;
            });
    return fitting(how.own(), made);
  }

  /** Behind what is read first, so that a file that cannot be read is told as such. */
  private static SslContext fitting(Optional<TlsFiles> own, SslContext made) throws IOException {
    if (own.isPresent()) {
      KeyFit.demand(own.get());
    }
    return made;
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
