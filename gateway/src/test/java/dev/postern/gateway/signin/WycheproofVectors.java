package dev.postern.gateway.signin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the Wycheproof JOSE vectors through the strict check, the key reader and the library, as a
 * presented token goes; claims are left out, because the vectors sign other texts. Not a test:
 * {@code prove/jose} starts it.
 */
public final class WycheproofVectors {
  private static final List<String> FILES =
      List.of(
          "json_web_signature_test.json",
          "json_web_key_test.json",
          "json_web_crypto_test.json",
          "json_web_encryption_test.json");

  /**
   * Signatures that the suite calls valid and that are refused here, because the key's own {@code
   * alg} says something else: PS256 where the token says PS384, and ES521, which no registry has.
   * The suite's key tests 19 and 20 call the same kind of contradiction invalid.
   */
  private static final Map<String, String> STRICTER =
      Map.of(
          "json_web_signature_test.json 346", "the key is for PS256, the token says PS384",
          "json_web_signature_test.json 347", "the key is for ES521, which is no algorithm",
          "json_web_signature_test.json 350", "the key is for PS256, the token says PS384",
          "json_web_signature_test.json 351", "the key is for ES521, which is no algorithm");

  private final ObjectMapper json = JsonMapper.shared();
  private final Map<String, Integer> notApplicable = new TreeMap<>();
  private final Map<SignInFault, Integer> faults = new TreeMap<>();
  private int vectors;
  private int asExpected;
  private int differ;
  private int stricter;
  private int total;

  /** The directory of the vectors is the only argument; exits 1 unless all is as expected. */
  public static void main(String[] args) throws IOException {
    WycheproofVectors run = new WycheproofVectors();
    for (String file : FILES) {
      run.file(Path.of(args[0]), file);
    }
    System.exit(run.tell());
  }

  private void file(Path directory, String name) throws IOException {
    JsonNode file = json.readTree(Files.readString(directory.resolve(name)));
    int before = total;
    for (JsonNode group : file.get("testGroups")) {
      for (JsonNode test : group.get("tests")) {
        total++;
        one(name + " " + test.get("tcId").asInt(), group, test);
      }
    }
    System.out.printf("%s: %d tests%n", name, total - before);
    if (total - before != file.get("numberOfTests").asInt()) {
      throw new IOException(name + " says it has another number of tests");
    }
  }

  private void one(String id, JsonNode group, JsonNode test) throws IOException {
    JsonNode token = test.has("jws") ? test.get("jws") : test.get("jwe");
    Optional<SignInFault> fault =
        fault(keySet(group), token.isString() ? token.asString() : token.toString());
    fault.ifPresent(found -> faults.merge(found, 1, Integer::sum));
    boolean valid = "valid".equals(test.get("result").asString());
    Optional<String> outside = outside(group, test);
    if (outside.isPresent()) {
      notApplicable.merge(outside.get(), 1, Integer::sum);
      expect(id, fault, false);
    } else if (STRICTER.containsKey(id)) {
      stricter++;
      System.out.printf("stricter: %s: %s%n", id, STRICTER.get(id));
      expect(id, fault, false);
    } else {
      vectors++;
      asExpected += expect(id, fault, valid) ? 1 : 0;
    }
  }

  /** What is not offered here, by name: encryption, and MACs. All of it must be refused. */
  private static Optional<String> outside(JsonNode group, JsonNode test) {
    if (!test.has("jws")) {
      return Optional.of("JWE");
    }
    JsonNode key = group.has("public") ? group.get("public") : group.get("private");
    JsonNode first = key.has("keys") ? key.get("keys").get(0) : key;
    return "oct".equals(first.get("kty").asString())
        ? Optional.of(first.get("alg").asString())
        : Optional.empty();
  }

  private byte[] keySet(JsonNode group) {
    JsonNode key = group.has("public") ? group.get("public") : group.get("private");
    String document = key.has("keys") ? key.toString() : "{\"keys\":[" + key + "]}";
    return document.getBytes(StandardCharsets.UTF_8);
  }

  private static Optional<SignInFault> fault(byte[] keySet, String token) throws IOException {
    try {
      KeyRing ring = KeyReader.ring(keySet, KeyTimes.DEFAULT.mostKeys());
      StrictToken strict = StrictToken.of(token, 65_536);
      Algorithm algorithm = strict.algorithm(EnumSet.allOf(Algorithm.class));
      ring.find(strict.keyId(), algorithm).verify(strict, algorithm);
      return Optional.empty();
    } catch (FaultFound e) {
      return Optional.of(e.fault());
    }
  }

  private boolean expect(String id, Optional<SignInFault> fault, boolean valid) {
    if (fault.isEmpty() == valid) {
      return true;
    }
    differ++;
    System.out.printf(
        "differs: %s: %s, %s%n",
        id, valid ? "valid" : "to be refused", fault.map(Enum::name).orElse("accepted"));
    return false;
  }

  private int tell() {
    System.out.println("refused for: " + counts(faults, Enum::name));
    System.out.println("not applicable, all to be refused: " + counts(notApplicable, n -> n));
    int apart = notApplicable.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(
        "of %d tests: %d apply, %d where this is stricter, %d not applicable%n",
        total, vectors, stricter, apart);
    System.out.printf("vectors %d, as expected %d, differ %d%n", vectors, asExpected, differ);
    return differ == 0 && vectors > 0 && asExpected == vectors ? 0 : 1;
  }

  private static <K> String counts(Map<K, Integer> counts, Function<K, String> name) {
    return counts.entrySet().stream()
        .map(e -> name.apply(e.getKey()) + " " + e.getValue())
        .collect(Collectors.joining(", "));
  }
}
