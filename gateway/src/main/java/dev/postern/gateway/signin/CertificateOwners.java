package dev.postern.gateway.signin;

import dev.postern.kernel.identity.SignIn;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who clients are by their certificates, as one configuration says it. That the certificates are
 * genuine, and the clients have their keys, TLS has proven before.
 *
 * @param meaning what names in them mean
 * @param epoch ends when another name of them is looked at, or none
 */
record CertificateOwners(CertificateSettings settings, Meaning meaning, Epoch epoch) {
  /** These on settings that differ in what names mean; empty where they differ in more. */
  Optional<CertificateOwners> on(CertificateSettings next) {
    return settings.goesOnAs(next)
        ? Optional.of(new CertificateOwners(next, meaning, epoch))
        : Optional.empty();
  }

  /**
   * Who the owner of a certificate is. Answers from memory.
   *
   * @param chain the owner's own certificate first; not empty
   */
  Answer owner(List<X509Certificate> chain, Instant now) {
    X509Certificate own = chain.getFirst();
    try {
      Instant expires =
          chain.stream()
              .map(certificate -> certificate.getNotAfter().toInstant())
              .min(Instant::compareTo)
              .orElseThrow();
      if (!now.isBefore(expires)) {
        throw new FaultFound(SignInFault.EXPIRED);
      }
      String subject = CertificateNames.only(own, settings.subject());
      Testimony said = meaning.hear(new Claim.Members(Map.of("sub", new Claim.Text(subject))));
      String fingerprint = Fingerprint.hex(own.getEncoded());
      return new Answer.Accepted(
          new SignIn(
              said.principal(),
              own.getNotBefore().toInstant(),
              expires,
              fingerprint,
              () -> epoch.current() && said.holds()));
    } catch (FaultFound found) {
      return new Answer.Refused(found.fault(), Optional.of(settings.id()));
    } catch (CertificateEncodingException unreadable) {
      return new Answer.Refused(SignInFault.BAD_CERTIFICATE_NAME, Optional.of(settings.id()));
    }
  }
}
