package dev.postern.gateway.signin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import dev.postern.testkit.issuer.StubKey;
import java.security.interfaces.ECPublicKey;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Access tokens: the first byte says whether edits of a good one follow, or a header and claims
 * that the issuer signs, or a token as it stands.
 */
public final class TokenFuzz implements FuzzTarget {
  private static final int LONGEST = 4_096;
  private static final StubKey KEY = StubKey.es256("one");
  private static final String GOOD =
      KEY.sign(Fixture.HEADER, "{\"iss\":\"https://id.test\",\"sub\":\"ana\",\"exp\":2000000000}");

  private static final Set<String> FORBIDDEN =
      Set.of("crit", "jku", "jwk", "x5u", "x5c", "b64", "zip");

  @Override
  public String name() {
    return "token";
  }

  @Override
  public String property() {
    return "a good token that was changed anywhere never verifies; what verifies, Nimbus verifies"
        + " too, with the same claims; parts are exact base64url, read by hand; no header"
        + " that an attacker could steer by is accepted";
  }

  @Override
  public List<String> seeds() {
    int last = GOOD.length() - 1;
    char next = (char) (GOOD.charAt(last) == 'A' ? 'B' : GOOD.charAt(last) + 1);
    return List.of(
        "\u0000",
        "\u0000" + (char) (last >> 8) + (char) (last & 0xff) + "\u0001" + next,
        "\u0000\u0000\u0010\u0001A",
        "\u0000\u0000\u00a0\u0002\u0001",
        "\u0001" + (char) Fixture.HEADER.length() + Fixture.HEADER + "{\"sub\":\"ana\"}",
        "\u0001\u000b{\"alg\":\"x\"}{}",
        "\u0002eyJhbGciOiJub25lIn0.e30.",
        "\u0002eyJhbGciOiJFUzI1NiJ9.e30.AA");
  }

  @Override
  public List<String> words() {
    return List.of(
        ".",
        "=",
        "A",
        "eyJ",
        "\"alg\":\"none\"",
        "\"alg\":\"ES256\"",
        "\"kid\":\"one\"",
        "\"crit\":[]",
        "\"jku\":\"",
        "\"typ\":\"at+jwt\"",
        "\"Exp\":1",
        "\"sub\":");
  }

  @Override
  public int rounds() {
    return 200;
  }

  @Override
  public void run(byte[] input) throws FaultFound, JOSEException {
    FuzzInput choices = new FuzzInput(input);
    String token =
        switch (choices.below(3)) {
          case 0 -> edited(choices);
          case 1 -> KEY.sign(FuzzInput.octets(choices.piece()), FuzzInput.octets(choices.rest()));
          default -> FuzzInput.octets(choices.rest());
        };
    boolean signed = (input.length > 0 ? input[0] & 0xff : 0) % 3 == 1;
    Optional<StrictToken> read = verified(token);
    if (read.isEmpty()) {
      assertThat(token).isNotEqualTo(GOOD);
      return;
    }
    if (!signed) {
      assertThat(token).isEqualTo(GOOD);
    }
    for (String part : token.split("\\.", -1)) {
      exact(part);
    }
    assertThat(read.get().header().members().keySet()).doesNotContainAnyElementsOf(FORBIDDEN);
    try {
      JWSObject theirs = JWSObject.parse(token);
      assertThat(theirs.verify(new ECDSAVerifier((ECPublicKey) KEY.pair().getPublic()))).isTrue();
      assertThat(theirs.getPayload().toBytes()).isEqualTo(read.get().payload());
    } catch (ParseException | IllegalArgumentException strange) {
      throw new AssertionError("Nimbus does not read it", strange);
    }
  }

  /** Puts octets in the place of others. */
  private static String edited(FuzzInput choices) {
    StringBuilder token = new StringBuilder(GOOD);
    while (!choices.isOver()) {
      int at = choices.below(4_096) % (token.length() + 1);
      int gone = choices.below(4);
      token.replace(at, Math.min(token.length(), at + gone), FuzzInput.octets(choices.bytes(1)));
    }
    return token.toString();
  }

  private static Optional<StrictToken> verified(String token) throws FaultFound {
    VerifyKey key = KeyReader.key(StrictJson.object(KEY.document().getBytes(UTF_8))).orElseThrow();
    KeyRing ring = new KeyRing(List.of(key), Set.of());
    try {
      StrictToken read = StrictToken.of(token, LONGEST);
      read.claims();
      Algorithm algorithm = read.algorithm(Set.of(Algorithm.ES256));
      ring.find(read.keyId(), algorithm).verify(read, algorithm);
      return Optional.of(read);
    } catch (FaultFound refused) {
      return Optional.empty();
    }
  }

  /** The alphabet, a length that can be, and no bits behind the last octet (RFC 4648, 3.5). */
  private static void exact(String part) {
    assertThat(part).matches("[A-Za-z0-9_-]+");
    int left = part.length() % 4;
    int last =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
            .indexOf(part.charAt(part.length() - 1));
    assertThat(left).isNotEqualTo(1);
    assertThat(left == 2 ? last & 15 : left == 3 ? last & 3 : 0).isZero();
  }
}
