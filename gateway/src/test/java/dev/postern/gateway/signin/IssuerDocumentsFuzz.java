package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What issuers publish and answer; the first byte says which document it is. */
public final class IssuerDocumentsFuzz implements FuzzTarget {
  private static final String ISSUER = "https://id.test";
  private static final URI DOCUMENT = URI.create(ISSUER + "/.well-known/openid-configuration");
  private static final JsonMapper JACKSON = new JsonMapper();
  private static final int MOST_KEYS = 8;

  @Override
  public String name() {
    return "issuer-documents";
  }

  @Override
  public String property() {
    return "key sets, discovery and introspection answers are read or refused as such; no key"
        + " serves that is private, meant for something else or shares its id; an endpoint"
        + " never steps down from TLS; a token counts as active only where the answer says"
        + " true, and nothing of it says otherwise";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0000{\"keys\":["
            + key("one")
            + ","
            + key("two").replace("}", ",\"use\":\"sig\"}")
            + "]}",
        "\u0000{\"keys\":[" + key("one") + "," + key("one") + ",{\"kty\":\"oct\",\"k\":\"AA\"}]}",
        "\u0000{\"keys\":[" + key("x").replace("}", ",\"d\":\"AAAA\",\"use\":\"enc\"}") + "]}",
        "\u0000{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"alg\":\"RS256\"}]}",
        "\u0001{\"issuer\":\"https://id.test\",\"authorization_endpoint\":\"https://id.test/a\","
            + "\"token_endpoint\":\"https://id.test/t\",\"code_challenge_methods_supported\":"
            + "[\"S256\"],\"jwks_uri\":\"https://id.test/k\"}",
        "\u0002{\"active\":true,\"sub\":\"ana\",\"aud\":[\"a\",\"b\"],\"scope\":\"x y\"}",
        "\u0002{\"active\":false}");
  }

  /** The same in every run, so that what is kept stays true. */
  private static String key(String id) {
    return "{\"kid\":\""
        + id
        + "\",\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","
        + "\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}";
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"kty\":\"EC\"",
        "\"kid\":\"",
        "\"use\":\"enc\"",
        "\"use\":\"sig\"",
        "\"d\":\"",
        "\"alg\":\"",
        "\"key_ops\":[\"verify\"]",
        "http://",
        "https://",
        "\"active\":true",
        "\"active\":\"true\"",
        "\"cnf\":{}",
        "\"aud\":\"a\"",
        "\"Active\":true",
        "null");
  }

  @Override
  public int longest() {
    return 1_024;
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int which = choices.below(3);
    byte[] document = choices.rest();
    try {
      switch (which) {
        case 0 -> keys(KeyReader.ring(document, MOST_KEYS), JACKSON.readTree(document));
        case 1 -> endpoints(IssuerEndpoints.read(DOCUMENT, document, ISSUER));
        default -> active(IntrospectionAnswer.of(document), JACKSON.readTree(document));
      }
    } catch (IOException refused) {
      assertThat(refused).hasMessageNotContaining("null");
    }
  }

  private static void keys(KeyRing ring, JsonNode tree) {
    Map<String, Integer> ids = new HashMap<>();
    int unfit = 0;
    for (JsonNode key : tree.path("keys")) {
      ids.merge(key.path("kid").asString(""), 1, Integer::sum);
      unfit +=
          key.has("d") || key.has("k") || key.path("use").asString("sig").equals("enc") ? 1 : 0;
    }
    assertThat(ring.keys().size()).isLessThanOrEqualTo(tree.path("keys").size() - unfit);
    for (VerifyKey key : ring.keys()) {
      key.id().ifPresent(id -> assertThat(ids.get(id)).isEqualTo(1));
    }
  }

  private static void endpoints(IssuerEndpoints read) {
    assertThat(List.of(read.authorize(), read.token()))
        .allSatisfy(address -> assertThat(address.getScheme()).isEqualToIgnoringCase("https"));
  }

  private static void active(IntrospectionAnswer answer, JsonNode tree) {
    try {
      answer.demandActive(new Claim.Members(Map.of()), GroupRules.NONE);
      assertThat(tree.path("active").isBoolean() && tree.path("active").booleanValue()).isTrue();
      assertThat(tree.has("cnf")).isFalse();
    } catch (FaultFound refused) {
      assertThat(refused.fault()).isNotNull();
    }
  }
}
