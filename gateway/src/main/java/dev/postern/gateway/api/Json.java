package dev.postern.gateway.api;

import dev.postern.kernel.operation.Value;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How REST reads and writes JSON: strict, bounded in depth, duplicate keys refused. */
public final class Json {
  private static final int DEEPEST = 32;

  private Json() {}

  static JsonMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();
    return JsonMapper.builder(factory).build();
  }

  /**
   * Reads what somebody sent, UTF-8 and nothing else (RFC 8259, 8.1). The library by itself looks
   * names up by their octets, padded with 0xFF, and so takes some that are no text for names that
   * it has met.
   *
   * @throws CharacterCodingException when it is not UTF-8
   */
  static JsonNode read(JsonMapper mapper, byte[] octets) throws CharacterCodingException {
    CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
    if (text.chars().anyMatch(each -> each == 0)) {
      // Nowhere in JSON, but everywhere in what the library would take for UTF-16 or UTF-32.
      throw new MalformedInputException(1);
    }
    return mapper.readTree(octets);
  }

  /** A JSON tree as a payload. */
  public static Value value(JsonNode node) {
    return switch (node.getNodeType()) {
      case STRING -> new Value.Text(node.stringValue());
      case BOOLEAN -> new Value.Bool(node.booleanValue());
      case NUMBER -> new Value.Numeral(node.asString());
      case ARRAY -> {
        List<Value> items = new ArrayList<>();
        node.forEach(item -> items.add(value(item)));
        yield new Value.ListOf(items);
      }
      case OBJECT -> {
        Map<String, Value> entries = new LinkedHashMap<>();
        node.properties().forEach(entry -> entries.put(entry.getKey(), value(entry.getValue())));
        yield new Value.MapOf(entries);
      }
      case NULL, MISSING, BINARY, POJO -> new Value.Null();
    };
  }
}
