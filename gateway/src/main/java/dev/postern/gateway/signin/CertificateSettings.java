package dev.postern.gateway.signin;

import java.util.List;

/**
 * Authorities whose certificates of clients say who somebody is, and what they are taken to mean.
 *
 * @param id our short name for them, as an issuer's; the first part of canonical names
 * @param subject which name of a certificate is the subject
 * @param parties what the subjects are; a certificate that no rule covers is refused
 */
public record CertificateSettings(String id, SubjectName subject, List<PartyRule> parties) {
  /** A kind of name in a certificate. */
  public enum SubjectName {
    /** A subject alternative name that is a URI, as SPIFFE's. */
    URI,
    /** A subject alternative name that is an e-mail address. */
    EMAIL,
    /** A subject alternative name that is a host's name. */
    DNS,
    /** The common name of the subject itself. */
    CN
  }

  public CertificateSettings {
    parties = List.copyOf(parties);
    if (parties.isEmpty()) {
      throw new IllegalArgumentException("authorities have a party rule");
    }
  }

  /**
   * Whether what was proven under these settings is kept under others: nothing is otherwise but
   * what a subject means.
   */
  public boolean goesOnAs(CertificateSettings next) {
    return id.equals(next.id)
        && subject == next.subject
        && PartySource.of(this).reads().containsAll(PartySource.of(next).reads());
  }

  /** What stands for the issuer in identities: no token's {@code iss} can be it. */
  public String issuer() {
    return issuer(id);
  }

  /** What stands for the issuer of that id. */
  public static String issuer(String id) {
    return "x509:" + id;
  }
}
