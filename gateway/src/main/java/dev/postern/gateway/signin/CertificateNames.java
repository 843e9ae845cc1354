package dev.postern.gateway.signin;

import dev.postern.gateway.signin.CertificateSettings.SubjectName;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** Reads the one name of a certificate that says who its owner is. */
final class CertificateNames {
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;

  private CertificateNames() {}

  /**
   * The only name of its kind.
   *
   * @throws FaultFound when there is none, more than one, or one that cannot be read
   */
  static String only(X509Certificate certificate, SubjectName kind) throws FaultFound {
    List<String> names =
        switch (kind) {
          case URI -> alternatives(certificate, URI);
          case EMAIL -> alternatives(certificate, EMAIL);
          case DNS -> alternatives(certificate, DNS);
          case CN -> commonNames(certificate);
        };
    if (names.isEmpty()) {
      throw new FaultFound(SignInFault.CERTIFICATE_WITHOUT_NAME);
    }
    // Which of two is meant, only whoever made the certificate knows.
    if (names.size() > 1) {
      throw new FaultFound(SignInFault.CERTIFICATE_AMBIGUOUS);
    }
    return names.getFirst();
  }

  /** The subject alternative names of a kind (RFC 5280, section 4.2.1.6). */
  private static List<String> alternatives(X509Certificate certificate, int kind)
      throws FaultFound {
    List<String> names = new ArrayList<>();
    try {
      Collection<List<?>> all = certificate.getSubjectAlternativeNames();
      if (all != null) {
        for (List<?> name : all) {
          if (Integer.valueOf(kind).equals(name.getFirst())) {
            names.add(text(name.getLast()));
          }
        }
      }
    } catch (CertificateParsingException unreadable) {
      throw new FaultFound(SignInFault.BAD_CERTIFICATE_NAME);
    }
    return names;
  }

  private static List<String> commonNames(X509Certificate certificate) throws FaultFound {
    List<String> names = new ArrayList<>();
    try {
      for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        Attribute attribute = rdn.toAttributes().get("CN");
        if (attribute != null) {
          NamingEnumeration<?> values = attribute.getAll();
          while (values.hasMore()) {
            names.add(text(values.next()));
          }
        }
      }
    } catch (NamingException unreadable) {
      throw new FaultFound(SignInFault.BAD_CERTIFICATE_NAME);
    }
    return names;
  }

  /** A name of a type that is no text is given as bytes. */
  private static String text(Object value) throws FaultFound {
    if (value instanceof String text) {
      return text;
    }
    throw new FaultFound(SignInFault.BAD_CERTIFICATE_NAME);
  }
}
