package dev.postern.cli.doctor;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.MetricsListening;
import dev.postern.gateway.net.Tls;
import dev.postern.gateway.net.TlsFiles;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The certificates that the listeners show: time, names, and that the key belongs to them. */
final class ListenerCertificateCheck implements Check {
  @Override
  public String id() {
    return "listener-certificates";
  }

  @Override
  public String about() {
    return "the certificates of the listeners: their end, their names, their keys";
  }

  @Override
  public List<Look> looks(Patient patient) {
    List<Look> looks = new ArrayList<>();
    patient
        .configuration()
        .ifPresent(configuration -> {
          configuration
              .listen()
              .tls()
              .ifPresent(files -> looks.add(look("listen", files, host(configuration), patient)));
          configuration.postgres().stream()
              .flatMap(on -> on.tls().stream())
              .forEach(tls ->
                  looks.add(look("postgres", tls.files(), advertised(configuration), patient)));
          configuration
              .metrics()
              .ifPresent(on ->
                  on.tls()
                      .ifPresent(files -> looks.add(look("metrics", files, scraped(on), patient))));
        });
    return looks;
  }

  private static Look look(String listener, TlsFiles files, String host, Patient patient) {
    return new Look(listener, () -> seen(files, host, patient));
  }

  private static Finding seen(TlsFiles files, String host, Patient patient)
      throws CertificateException {
    List<X509Certificate> chain;
    try {
      chain = Certificates.read(files.certificate());
      // As the gateway does it: this fails when the key is another certificate's.
      Tls.listening(files);
    } catch (IOException unusable) {
      return Finding.problem(
          "certificate or key cannot be used: " + Failures.words(unusable),
          "Both are PEM, the key is PKCS #8, not encrypted, and belongs to the first certificate.");
    }
    Finding ends = Certificates.ends(chain, "its", patient);
    return Certificates.names(chain.getFirst(), host)
        ? ends
        : ends.orWorse(
            Finding.problem(
                "its certificate is not for " + host + ", the name that clients use",
                "Have it certified for that name, or correct listen.url (postgres.advertise,"
                    + " metrics.names)."));
  }

  /** What scrapers call it by: the first of its names, else its address. */
  private static String scraped(MetricsListening on) {
    return on.names().stream().sorted().findFirst().orElse(on.address());
  }

  private static String host(Configuration configuration) {
    return String.valueOf(configuration.url().getHost());
  }

  private static String advertised(Configuration configuration) {
    return configuration
        .postgres()
        .flatMap(on -> on.advertised())
        .map(at -> at.host())
        .or(() -> Optional.of(host(configuration)))
        .get();
  }
}
