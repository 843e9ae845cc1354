package dev.postern.testkit.issuer;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A signing key of a {@link StubIssuer}: ES256 on P-256, or RS256.
 *
 * @param id its {@code kid}
 * @param pair the keys
 * @param extra members of its public document besides those of its type, as JSON text
 */
public record StubKey(String id, KeyPair pair, Map<String, String> extra) {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  /** A key for ES256. */
  public static StubKey es256(String id) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new StubKey(id, generator.generateKeyPair(), Map.of());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key for RS256. */
  public static StubKey rs256(String id, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new StubKey(id, generator.generateKeyPair(), Map.of());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** This key with one more member in its document. */
  public StubKey with(String member, String json) {
    Map<String, String> more = new LinkedHashMap<>(extra);
    more.put(member, json);
    return new StubKey(id, pair, more);
  }

  /** The algorithm's name. */
  public String algorithm() {
    return pair.getPublic() instanceof ECPublicKey ? "ES256" : "RS256";
  }

  /** The public key's document (RFC 7517, section 4). */
  public String document() {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("kid", "\"" + id + "\"");
    if (pair.getPublic() instanceof ECPublicKey ec) {
      members.put("kty", "\"EC\"");
      members.put("crv", "\"P-256\"");
      members.put("x", "\"" + encode(bytes(ec.getW().getAffineX(), 32)) + "\"");
      members.put("y", "\"" + encode(bytes(ec.getW().getAffineY(), 32)) + "\"");
    } else if (pair.getPublic() instanceof RSAPublicKey rsa) {
      BigInteger modulus = rsa.getModulus();
      members.put("kty", "\"RSA\"");
      members.put("n", "\"" + encode(bytes(modulus, (modulus.bitLength() + 7) / 8)) + "\"");
      members.put("e", "\"" + encode(rsa.getPublicExponent().toByteArray()) + "\"");
    }
    members.putAll(extra);
    return members.entrySet().stream()
        .map(member -> "\"" + member.getKey() + "\":" + member.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  /** A token in compact form, of any header and claims, with this key's signature. */
  public String sign(String header, String claims) {
    String signed = encode(header) + "." + encode(claims);
    return signed + "." + encode(signature(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  /** Base64url of a text. */
  public static String encode(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  private byte[] signature(byte[] signed) {
    try {
      Signature signature =
          Signature.getInstance(
              pair.getPublic() instanceof ECPublicKey
                  ? "SHA256withECDSAinP1363Format"
                  : "SHA256withRSA");
      signature.initSign(pair.getPrivate());
      signature.update(signed);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String encode(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }

  private static byte[] bytes(BigInteger number, int length) {
    byte[] bytes = number.toByteArray();
    return bytes.length > length
        ? Arrays.copyOfRange(bytes, bytes.length - length, bytes.length)
        : prepended(bytes, length);
  }

  private static byte[] prepended(byte[] bytes, int length) {
    byte[] whole = new byte[length];
    System.arraycopy(bytes, 0, whole, length - bytes.length, bytes.length);
    return whole;
  }
}
