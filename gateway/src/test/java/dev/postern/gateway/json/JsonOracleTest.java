package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.JsonFault.Reason;
import dev.postern.gateway.json.JsonLimits.LoneSurrogates;
import dev.postern.kernel.operation.Value;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Our scanner against Jackson's streaming parser on random and broken documents. */
class JsonOracleTest {
  private static final JsonLimits LIMITS = JsonLimits.standard().with(LoneSurrogates.KEEP);
  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(LIMITS.maxDepth())
                  .maxNumberLength(LIMITS.maxNumberBytes())
                  .build())
          .build();

  /** What is refused here although Jackson reads it; {@link JsonScan} lists the same. */
  private static final Set<Reason> STRICTER =
      Set.of(Reason.AMBIGUOUS_KEY, Reason.LONE_SURROGATE, Reason.BYTE_ORDER_MARK);

  @Test
  void reads_the_same_values_from_random_documents() {
    Random random = new Random(20_260_728);
    for (int round = 0; round < 5_000; round++) {
      byte[] bytes = RandomJson.document(random);
      assertThat(JsonPayload.of(Json.document(bytes).root()))
          .as("round %s", round)
          .isEqualTo(jackson(bytes).orElseThrow());
    }
  }

  @Test
  void accepts_and_refuses_the_same_broken_documents() {
    Random random = new Random(47);
    int accepted = 0;
    int refused = 0;
    for (int round = 0; round < 60_000; round++) {
      byte[] bytes = mutated(RandomJson.document(random), random);
      Optional<Value> theirs = jackson(bytes);
      String name = "round " + round + ": " + new String(bytes, UTF_8);
      switch (JsonScan.of(bytes, LIMITS)) {
        case JsonDocument document -> {
          accepted++;
          assertThat(theirs).as(name).contains(JsonPayload.of(document.root()));
          assertThat(isUtf8(bytes)).as(name).isTrue();
        }
        case JsonFault fault -> {
          refused++;
          if (fault.reason() == Reason.BAD_UTF8) {
            assertThat(isUtf8(bytes)).as(name).isFalse();
          } else if (!STRICTER.contains(fault.reason()) && !looksLikeUtf16Or32(bytes)) {
            assertThat(theirs).as(name + fault).isEmpty();
          }
        }
      }
    }
    assertThat(accepted).isGreaterThan(5_000);
    assertThat(refused).isGreaterThan(5_000);
  }

  /** Jackson takes a zero among the first bytes for a sign of another encoding. */
  private static boolean looksLikeUtf16Or32(byte[] bytes) {
    for (int i = 0; i < Math.min(4, bytes.length); i++) {
      if (bytes[i] == 0) {
        return true;
      }
    }
    return false;
  }

  /** Jackson lets some malformed sequences pass, so the JDK's decoder is the oracle for them. */
  private static boolean isUtf8(byte[] bytes) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException malformed) {
      return false;
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    byte[] alphabet = "{}[]:,\"\\u0019.eE+-tfn \n\u00e9\0".getBytes(UTF_8);
    byte[] changed = bytes;
    for (int i = 1 + random.nextInt(2); i > 0; i--) {
      int at = random.nextInt(changed.length + 1);
      int cut = Math.min(changed.length, at + (random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(2)));
      int put = random.nextInt(3) == 0 ? 0 : 1;
      byte[] next = new byte[at + put + changed.length - cut];
      System.arraycopy(changed, 0, next, 0, at);
      if (put == 1) {
        next[at] =
            random.nextInt(4) == 0
                ? (byte) random.nextInt()
                : alphabet[random.nextInt(alphabet.length)];
      }
      System.arraycopy(changed, cut, next, at + put, changed.length - cut);
      changed = next;
    }
    return changed;
  }

  private static Optional<Value> jackson(byte[] bytes) {
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), bytes)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      Value value = value(parser, first);
      return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (JacksonException refused) {
      return Optional.empty();
    }
  }

  private static Value value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case VALUE_NULL -> new Value.Null();
      case VALUE_TRUE, VALUE_FALSE -> new Value.Bool(token == JsonToken.VALUE_TRUE);
      case VALUE_STRING -> new Value.Text(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Value.Numeral(parser.getString());
      case START_ARRAY -> {
        List<Value> items = new ArrayList<>();
        for (JsonToken next = parser.nextToken();
            next != JsonToken.END_ARRAY;
            next = parser.nextToken()) {
          items.add(value(parser, next));
        }
        yield new Value.ListOf(items);
      }
      case START_OBJECT -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          entries.put(name, value(parser, parser.nextToken()));
        }
        yield new Value.MapOf(entries);
      }
      case END_ARRAY, END_OBJECT, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no start of a value: " + token);
    };
  }
}
