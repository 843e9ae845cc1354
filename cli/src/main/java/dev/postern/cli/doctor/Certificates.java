package dev.postern.cli.doctor;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What certificates say of their time and names. */
final class Certificates {
  private static final int DNS_NAME = 2;
  private static final int ADDRESS = 7;

  private Certificates() {}

  /** The certificates of a PEM file, in its order. */
  static List<X509Certificate> read(Path file) throws IOException, CertificateException {
    try (InputStream in = Files.newInputStream(file)) {
      List<X509Certificate> chain = new ArrayList<>();
      CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .forEach(each -> chain.add((X509Certificate) each));
      return chain;
    }
  }

  /**
   * How long a chain is good.
   *
   * @param whose for the sentence, for example {@code its}
   */
  static Finding ends(List<X509Certificate> chain, String whose, Patient patient) {
    Instant now = patient.clock().instant();
    Instant end = Instant.MAX;
    for (X509Certificate each : chain) {
      if (each.getNotBefore().toInstant().isAfter(now)) {
        return Finding.problem(
            whose + " certificate is not valid before " + each.getNotBefore().toInstant(),
            "Look at the clock of this machine, and of the one that made it.");
      }
      Instant its = each.getNotAfter().toInstant();
      end = its.isBefore(end) ? its : end;
    }
    long days = Duration.between(now, end).toDays();
    if (end.isBefore(now)) {
      return Finding.problem(
          whose + " certificate ended on " + end, "Renew it; a listener takes it at a restart.");
    }
    return Duration.between(now, end).compareTo(patient.times().certificate()) < 0
        ? Finding.warning(
            whose + " certificate ends in " + days + " days, on " + end,
            "Renew it before; a listener takes it at a restart.")
        : Finding.ok(whose + " certificate is good for " + days + " days");
  }

  /** Whether a certificate has a name or address (RFC 6125, one wildcard as the first label). */
  static boolean names(X509Certificate certificate, String host) throws CertificateException {
    Collection<List<?>> names = certificate.getSubjectAlternativeNames();
    String wanted = host.toLowerCase(Locale.ROOT).replace("[", "").replace("]", "");
    for (List<?> name : names == null ? List.<List<?>>of() : names) {
      int kind = (Integer) name.get(0);
      String is = String.valueOf(name.get(1)).toLowerCase(Locale.ROOT);
      boolean wild =
          is.startsWith("*.")
              && wanted.indexOf('.') > 0
              && wanted.substring(wanted.indexOf('.')).equals(is.substring(1));
      if ((kind == DNS_NAME && (is.equals(wanted) || wild))
          || (kind == ADDRESS && is.equals(wanted))) {
        return true;
      }
    }
    return false;
  }
}
