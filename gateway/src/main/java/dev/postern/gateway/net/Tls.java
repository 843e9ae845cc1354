package dev.postern.gateway.net;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

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
    try {
      return SslContextBuilder.forServer(files.certificate().toFile(), files.key().toFile())
          .sslProvider(SslProvider.JDK)
          .protocols(VERSIONS)
          .build();
    } catch (IllegalArgumentException wrong) {
      throw new IOException("unusable certificate or key: " + files.certificate(), wrong);
    }
  }

  /**
   * For dialling. The peer's certificate must be valid for the name that is dialled.
   *
   * @param authorities PEM certificates to trust instead of the system's
   * @throws IOException when the file cannot be read or is not what it should be
   */
  public static SslContext dialling(Optional<Path> authorities) throws IOException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .protocols(VERSIONS)
            .endpointIdentificationAlgorithm("HTTPS");
    try {
      authorities.ifPresent(path -> builder.trustManager(path.toFile()));
      return builder.build();
    } catch (IllegalArgumentException wrong) {
      throw new IOException("unusable certificate authorities: " + authorities, wrong);
    }
  }
}
