package dev.postern.gateway.signin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a key set (RFC 7517, section 5). A key that cannot serve is left out, as the RFC asks;
 * where two keys share an id, neither serves, because a token would not say which it means.
 */
final class KeyReader {
  private static final int SMALLEST_MODULUS = 2048;
  private static final int LARGEST_MODULUS = 8192;
  private static final int LONGEST_EXPONENT = 32;

  private KeyReader() {}

  /** The usable keys of a set. */
  static KeyRing ring(byte[] document, int mostKeys) throws IOException {
    List<Claim> entries = entries(document);
    if (entries.size() > mostKeys) {
      throw new IOException("the key set has more than " + mostKeys + " keys");
    }
    Map<String, Integer> ids = new HashMap<>();
    for (Claim entry : entries) {
      if (entry instanceof Claim.Members key) {
        key.text("kid").ifPresent(id -> ids.merge(id, 1, Integer::sum));
      }
    }
    List<VerifyKey> keys = new ArrayList<>();
    Set<String> unfit = new HashSet<>();
    for (Claim entry : entries) {
      if (entry instanceof Claim.Members key) {
        Optional<String> id = key.text("kid");
        boolean alone = id.isEmpty() || ids.getOrDefault(id.get(), 0) == 1;
        Optional<VerifyKey> usable = alone ? key(key) : Optional.empty();
        usable.ifPresent(keys::add);
        if (usable.isEmpty()) {
          id.ifPresent(unfit::add);
        }
      }
    }
    return new KeyRing(keys, unfit);
  }

  private static List<Claim> entries(byte[] document) throws IOException {
    try {
      Claim.Members set = StrictJson.object(document);
      if (set.member("keys").orElse(new Claim.Nothing()) instanceof Claim.Items(var items)) {
        return items;
      }
      throw new IOException("the document is not a key set");
    } catch (FaultFound e) {
      throw new IOException("the key set is not exact JSON", e);
    }
  }

  /** One key, when it may and can verify signatures. */
  static Optional<VerifyKey> key(Claim.Members key) {
    if (!meantForSignatures(key) || secret(key)) {
      return Optional.empty();
    }
    try {
      return switch (key.text("kty").orElse("")) {
        case "RSA" -> rsa(key);
        case "EC" -> ec(key);
        default -> Optional.empty();
      };
    } catch (FaultFound | JOSEException | IllegalArgumentException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  /** RFC 7517, 4.2 and 4.3: what a key says about its use binds. */
  private static boolean meantForSignatures(Claim.Members key) {
    boolean use = key.member("use").isEmpty() || key.text("use").equals(Optional.of("sig"));
    boolean operations =
        key.member("key_ops").isEmpty()
            || (key.member("key_ops").get() instanceof Claim.Items(List<Claim> items)
                && items.contains(new Claim.Text("verify")));
    return use && operations;
  }

  /** A private key that was published can be anybody's (RFC 7518, 6.2.2, 6.3.2 and 6.4). */
  private static boolean secret(Claim.Members key) {
    return key.member("d").isPresent()
        || key.member("p").isPresent()
        || key.member("k").isPresent();
  }

  private static Optional<VerifyKey> rsa(Claim.Members key) throws FaultFound, JOSEException {
    BigInteger modulus = number(key, "n");
    BigInteger exponent = number(key, "e");
    boolean sound =
        modulus.bitLength() >= SMALLEST_MODULUS
            && modulus.bitLength() <= LARGEST_MODULUS
            && exponent.testBit(0)
            && exponent.compareTo(BigInteger.ONE) > 0
            && exponent.bitLength() <= LONGEST_EXPONENT
            && !WeakPrimes.made(modulus);
    if (!sound) {
      return Optional.empty();
    }
    RSAKey rsa = new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.encode(exponent)).build();
    return usable(key, Algorithm.KeyType.RSA, "", new RSASSAVerifier(rsa.toRSAPublicKey()));
  }

  private static Optional<VerifyKey> ec(Claim.Members key) throws FaultFound, JOSEException {
    String curve = key.text("crv").orElse("");
    if (Arrays.stream(Algorithm.values()).noneMatch(a -> a.curve().equals(curve))) {
      return Optional.empty();
    }
    ECKey ec =
        new ECKey.Builder(new Curve(curve), coordinate(key, "x"), coordinate(key, "y")).build();
    return usable(key, Algorithm.KeyType.EC, curve, new ECDSAVerifier(ec.toECPublicKey()));
  }

  /** A key with an {@code alg} serves that one; an {@code alg} unknown here serves none. */
  private static Optional<VerifyKey> usable(
      Claim.Members key, Algorithm.KeyType type, String curve, JWSVerifier verifier) {
    Set<Algorithm> algorithms =
        Arrays.stream(Algorithm.values())
            .filter(a -> a.keyType() == type && a.curve().equals(curve))
            .filter(
                a -> key.member("alg").isEmpty() || key.text("alg").equals(Optional.of(a.name())))
            .collect(Collectors.toUnmodifiableSet());
    return algorithms.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new VerifyKey(
                key.text("kid"), Fingerprint.hex(identifying(key)), algorithms, verifier));
  }

  private static byte[] identifying(Claim.Members key) {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("kty", "kid", "alg", "use", "crv", "x", "y", "n", "e")) {
      text.append(name).append('=').append(key.text(name).orElse("")).append('\n');
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static BigInteger number(Claim.Members key, String name) throws FaultFound {
    return new BigInteger(1, StrictToken.decode(key.text(name).orElse("")));
  }

  private static Base64URL coordinate(Claim.Members key, String name) throws FaultFound {
    return Base64URL.encode(StrictToken.decode(key.text(name).orElse("")));
  }
}
