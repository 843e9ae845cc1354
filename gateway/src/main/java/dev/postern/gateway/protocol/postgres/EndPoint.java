package dev.postern.gateway.protocol.postgres;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The channel binding {@code tls-server-end-point} (RFC 5929, section 4). */
public final class EndPoint {
  private static final Pattern HASH =
      Pattern.compile("(?i)(MD5|SHA-?1|SHA-?224|SHA-?256|SHA-?384|SHA-?512)(?:WITH.*)?");

  private EndPoint() {}

  /**
   * The hash of a server's certificate, by the hash of its signature, where MD5 and SHA-1 count as
   * SHA-256. Empty where the signature names no hash, for which the RFC defines nothing.
   */
  public static Optional<byte[]> of(X509Certificate certificate) {
    Optional<String> hash = hash(certificate);
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(MessageDigest.getInstance(hash.get()).digest(certificate.getEncoded()));
    } catch (GeneralSecurityException unknown) {
      return Optional.empty();
    }
  }

  private static Optional<String> hash(X509Certificate certificate) {
    String name = certificate.getSigAlgName();
    if (name.toUpperCase(Locale.ROOT).contains("PSS")) {
      name = pss(certificate);
    }
    Matcher matcher = HASH.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String bits = matcher.group(1).toUpperCase(Locale.ROOT).replaceAll("SHA-?", "");
    return Optional.of(bits.equals("MD5") || bits.equals("1") ? "SHA-256" : "SHA-" + bits);
  }

  private static String pss(X509Certificate certificate) {
    try {
      byte[] encoded = certificate.getSigAlgParams();
      if (encoded == null) {
        return "SHA-1";
      }
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
      parameters.init(encoded);
      return parameters.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
    } catch (GeneralSecurityException | IOException unreadable) {
      return "";
    }
  }
}
