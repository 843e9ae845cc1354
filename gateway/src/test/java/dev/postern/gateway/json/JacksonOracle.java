package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** What Jackson's streaming parser, with strict duplicate detection, makes of the same bytes. */
final class JacksonOracle {
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

  private final JsonParser parser;
  private final List<Integer> starts = new ArrayList<>();

  private JacksonOracle(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * Whether both accept; fails where they read different values or places, or where only one of
   * them refuses and {@link JsonScan} does not say so.
   */
  static boolean agrees(byte[] bytes) {
    List<Integer> starts = new ArrayList<>();
    Optional<Value> theirs = read(bytes, starts);
    String name = new String(bytes, ISO_8859_1);
    switch (JsonScan.of(bytes, LIMITS)) {
      case JsonDocument document -> {
        assertThat(theirs).as(name).contains(JsonPayload.of(document.root()));
        List<Integer> ours = new ArrayList<>();
        starts(document.root(), ours);
        assertThat(ours).as(name).isEqualTo(starts);
        assertThat(isUtf8(bytes)).as(name).isTrue();
        return true;
      }
      case JsonFault fault -> {
        if (fault.reason() == Reason.BAD_UTF8) {
          assertThat(isUtf8(bytes)).as(name).isFalse();
        } else if (!STRICTER.contains(fault.reason()) && !looksLikeUtf16Or32(bytes)) {
          assertThat(theirs).as(name + fault).isEmpty();
        }
        return false;
      }
    }
  }

  private static void starts(JsonValue value, List<Integer> into) {
    into.add(value.start());
    value.members().forEach(member -> starts(member.value(), into));
    value.elements().forEach(element -> starts(element, into));
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

  /** The value; empty when it is refused. */
  static Optional<Value> read(byte[] bytes) {
    return read(bytes, new ArrayList<>());
  }

  private static Optional<Value> read(byte[] bytes, List<Integer> starts) {
    try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), bytes)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        return Optional.empty();
      }
      JacksonOracle oracle = new JacksonOracle(parser);
      Value value = oracle.value(first);
      starts.addAll(oracle.starts);
      return parser.nextToken() == null ? Optional.of(value) : Optional.empty();
    } catch (JacksonException refused) {
      return Optional.empty();
    }
  }

  private Value value(JsonToken token) {
    starts.add((int) parser.currentTokenLocation().getByteOffset());
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
          items.add(value(next));
        }
        yield new Value.ListOf(items);
      }
      case START_OBJECT -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          entries.put(name, value(parser.nextToken()));
        }
        yield new Value.MapOf(entries);
      }
      case END_ARRAY, END_OBJECT, PROPERTY_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
          throw new IllegalStateException("no start of a value: " + token);
    };
  }
}
