package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonPath;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the recording keeps. Classed arguments are named by paths that begin with {@code $.input}: a
 * tool's own field of that name is written {@code $['input']} in a reply's path.
 */
final class Kept {
  /** How a path says that it leads into the arguments. */
  static final String INPUT = "$.input";

  private static final Value HIDDEN = new Value.Text("[redacted]");
  private static final Value CLEAR =
      new Value.Text("[not kept: the caller may see classed content, a reader may not]");

  private final RecordLevel level;
  private final int most;

  Kept(RecordLevel level, int most) {
    this.level = level;
    this.most = most;
  }

  /** Whether nothing is kept of any content: only digests. */
  boolean nothing() {
    return level == RecordLevel.DIGEST;
  }

  /** Whether a path leads into the arguments. */
  static boolean ofInput(String path) {
    return path.equals(INPUT) || path.startsWith(INPUT + ".") || path.startsWith(INPUT + "[");
  }

  /** What is kept of a request. */
  Value asked(Value.MapOf payload, Optional<JsonValue> params, Lexicon.Term term) {
    return switch (level) {
      case DIGEST -> new Value.Null();
      case RAW -> bounded(payload, length(params));
      case MASKED -> bounded(masked(payload, params, term), length(params));
    };
  }

  /** What is kept of content that stands in no argument and may be classed. */
  Value other(Value content, boolean classed) {
    return switch (level) {
      case DIGEST -> new Value.Null();
      case RAW -> bounded(content, 0);
      case MASKED -> classed ? new Value.Null() : bounded(content, 0);
    };
  }

  /**
   * Whether the viewer of a reply may see classed content in it. Then what was shown is no masked
   * copy, and whoever may read recordings need not be allowed to see it.
   */
  static boolean sawClassed(Passage passage, Lexicon lexicon) {
    Optional<Lexicon.Term> term = passage.description().part().map(Policy.Part::term);
    if (term.isEmpty()) {
      return false;
    }
    Set<String> hidden = new HashSet<>();
    passage.masking().hidden().forEach(place -> hidden.add(place.path()));
    boolean field =
        term.get().fields().keySet().stream()
            .anyMatch(path -> !ofInput(path) && !hidden.contains(path));
    boolean withheldFromOthers =
        switch (term.get().unmapped()) {
          case CLEAR -> false;
          case BY_TARGET -> lexicon.classed();
          case WITHHELD -> true;
        };
    return field || (withheldFromOthers && passage.masking().unmapped() == Masking.Unmapped.SHOWN);
  }

  /**
   * What is kept of a reply, given as it was shown.
   *
   * @param clear whether classed content may stand in it: see {@link #sawClassed}
   */
  Value shown(byte[] json, boolean clear) {
    if (level == RecordLevel.DIGEST || json.length == 0) {
      return new Value.Null();
    }
    if (level == RecordLevel.MASKED && clear) {
      return CLEAR;
    }
    if (json.length <= most
        && JsonScan.of(json, JsonLimits.standard().with(JsonLimits.LoneSurrogates.KEEP))
            instanceof JsonDocument document) {
      return JsonPayload.of(document.root());
    }
    String start = new String(json, 0, Math.min(most, json.length), StandardCharsets.UTF_8);
    return cut(start, json.length);
  }

  private Value bounded(Value value, int bytes) {
    return bytes <= most ? value : cut(Printed.start(value, most), bytes);
  }

  private static Value cut(String start, int bytes) {
    Map<String, Value> cut = new LinkedHashMap<>();
    cut.put("cut", new Value.Text(start));
    cut.put("bytes", new Value.Numeral(Integer.toString(bytes)));
    return new Value.MapOf(cut);
  }

  private static int length(Optional<JsonValue> params) {
    return params.map(held -> held.end() - held.start()).orElse(0);
  }

  private static Value masked(Value.MapOf payload, Optional<JsonValue> params, Lexicon.Term term) {
    Optional<JsonValue> arguments = params.flatMap(held -> held.member("arguments"));
    List<String> paths = term.fields().keySet().stream().filter(Kept::ofInput).toList();
    if (paths.isEmpty() || arguments.isEmpty()) {
      return payload;
    }
    List<JsonValue> hidden = new ArrayList<>();
    for (String path : paths) {
      if (!(JsonPath.read(path) instanceof JsonPath(List<JsonPath.Step> steps))) {
        return HIDDEN;
      }
      hidden.addAll(new JsonPath(steps.subList(1, steps.size())).select(arguments.get()));
    }
    Map<String, Value> kept = new LinkedHashMap<>(payload.entries());
    if (kept.get("params") instanceof Value.MapOf(Map<String, Value> held)) {
      Map<String, Value> covered = new LinkedHashMap<>(held);
      covered.put("arguments", covered(arguments.get(), hidden));
      kept.put("params", new Value.MapOf(covered));
    }
    return new Value.MapOf(kept);
  }

  private static Value covered(JsonValue value, List<JsonValue> hidden) {
    if (hidden.contains(value)) {
      return HIDDEN;
    }
    return switch (value.kind()) {
      case OBJECT -> {
        Map<String, Value> members = new LinkedHashMap<>();
        value
            .members()
            .forEach(member -> members.put(member.name(), covered(member.value(), hidden)));
        yield new Value.MapOf(members);
      }
      case ARRAY -> {
        List<Value> items = new ArrayList<>();
        value.elements().forEach(element -> items.add(covered(element, hidden)));
        yield new Value.ListOf(items);
      }
      case STRING, NUMBER, BOOLEAN, NULL -> JsonPayload.of(value);
    };
  }
}
