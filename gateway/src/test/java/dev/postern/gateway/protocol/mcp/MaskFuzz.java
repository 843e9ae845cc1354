package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonScan;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Structured content under a view; the first byte says which masks hide, the rest is the reply. */
public final class MaskFuzz implements FuzzTarget {
  private static final Notes NOTES = new Notes("R", "pii");
  private static final List<Mask> MASKS =
      List.of(Mask.REDACT, Mask.NULL, Mask.WITHHOLD, Mask.YEAR, Mask.LAST4);

  @Override
  public String name() {
    return "mcp-mask";
  }

  @Override
  public String property() {
    return "what is shown of structured content is, value for value, what a walk over the tree"
        + " shows that knows nothing of spans: hidden places covered, unnamed ones withheld,"
        + " everything else unchanged; where nothing is hidden it is byte for byte the"
        + " reply";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0000\u0000{\"rows\":[{\"id\":1,\"email\":\"ana@x.test\",\"more\":[1]}],\"secret\":{\"a\":[1]}}",
        "\u0001\u0001{\"rows\":{\"a\":{\"id\":[{}],\"email\":{\"x\":\"y\"}}},\"secret\":null}",
        "\u0003\u0002[{\"email\":\"1987-05-12\"}]",
        "\u0004\u0001\"4111111111111234\"");
  }

  @Override
  public List<String> words() {
    return List.of(
        "\"rows\":[",
        "\"email\":",
        "\"id\":",
        "\"secret\":",
        "{\"",
        "\"}",
        "[[",
        "\"1987-05-12\"",
        "{}",
        "\"deep\":");
  }

  @Override
  public int rounds() {
    return 1_500;
  }

  @Override
  public void run(byte[] input) throws Unmaskable {
    FuzzInput choices = new FuzzInput(input);
    Mask first = choices.of(MASKS);
    int how = choices.octet();
    boolean rest = (how & 1) == 0;
    List<Masking.Hidden> hidden =
        (how & 2) == 2
            ? List.of()
            : List.of(
                new Masking.Hidden("$.rows[*].email", "pii", first),
                new Masking.Hidden("$.secret", "key", Mask.REDACT),
                new Masking.Hidden("$.secret.deep", "key", Mask.NULL));
    View view = new View(hidden, Set.of("$.rows[*].id", "$.rows[*].email", "$.secret"), rest);
    byte[] reply = choices.rest();
    if (!(JsonScan.of(reply, JsonLimits.standard()) instanceof JsonDocument document)) {
      return;
    }
    Edits edits = Edits.of(document);
    StructuredMask.apply(view, NOTES, document.root(), edits);
    byte[] shown = edits.apply();
    String sizeless = FuzzInput.octets(shown).replaceAll("text, \\d+ bytes", "text, 0 bytes");
    assertThat(JsonScan.of(FuzzInput.bytes(sizeless), JsonLimits.standard()))
        .isInstanceOfSatisfying(
            JsonDocument.class,
            after ->
                assertThat(JsonPayload.of(after.root()))
                    .isEqualTo(
                        new Walk(view).shown(JsonPayload.of(document.root()), List.of(), rest)));
    if (view.everything()) {
      assertThat(shown).isEqualTo(reply);
    }
  }

  /** The same on the tree. */
  private record Walk(View view) {
    Value shown(Value value, List<String> path, boolean around) {
      if (hidden(path).isPresent()) {
        return covered(value, path, hidden(path).get());
      }
      boolean visible = around || view.named().stream().anyMatch(named -> at(named, path));
      if (!marked(value, path) || leaf(value)) {
        return visible ? value : withheld(value);
      }
      return each(value, (below, name) -> shown(below, and(path, name), visible));
    }

    private Value covered(Value value, List<String> path, Masking.Hidden place) {
      if (leaf(value) || !Masks.onLeaves(place.mask())) {
        return one(value, place.mask(), place.classed());
      }
      return each(
          value,
          (below, name) ->
              covered(
                  below,
                  and(path, name),
                  hidden(and(path, name))
                      .filter(inner -> inner.mask() == Mask.NULL)
                      .orElse(place)));
    }

    private Optional<Masking.Hidden> hidden(List<String> path) {
      return view.hidden().stream().filter(place -> at(place.path(), path)).findFirst();
    }

    private boolean marked(Value value, List<String> path) {
      if (hidden(path).isPresent() || view.named().stream().anyMatch(named -> at(named, path))) {
        return true;
      }
      List<Boolean> below = new ArrayList<>();
      each(
          value,
          (inner, name) -> {
            below.add(marked(inner, and(path, name)));
            return inner;
          });
      return below.contains(true);
    }

    /** Whether a path of names and stars leads to a place; indexes are written as numbers. */
    private static boolean at(String path, List<String> place) {
      String[] steps = path.replace("[*]", ".*").split("\\.", -1);
      if (steps.length != place.size() + 1) {
        return false;
      }
      for (int i = 1; i < steps.length; i++) {
        if (!steps[i].equals("*") && !("." + steps[i]).equals(place.get(i - 1))) {
          return false;
        }
      }
      return true;
    }
  }

  private interface Change {
    Value of(Value below, String name);
  }

  private static Value each(Value value, Change change) {
    switch (value) {
      case Value.MapOf(Map<String, Value> entries) -> {
        Map<String, Value> changed = new LinkedHashMap<>();
        entries.forEach((name, below) -> changed.put(name, change.of(below, "." + name)));
        return new Value.MapOf(changed);
      }
      case Value.ListOf(List<Value> items) -> {
        List<Value> changed = new ArrayList<>();
        items.forEach(below -> changed.add(change.of(below, "#" + changed.size())));
        return new Value.ListOf(changed);
      }
      default -> {
        return value;
      }
    }
  }

  private static List<String> and(List<String> path, String name) {
    List<String> longer = new ArrayList<>(path);
    longer.add(name);
    return longer;
  }

  private static boolean leaf(Value value) {
    return !(value instanceof Value.MapOf || value instanceof Value.ListOf);
  }

  private static Value withheld(Value value) {
    return one(value, Mask.WITHHOLD, "");
  }

  private static Value one(Value value, Mask mask, String classed) {
    if (mask == Mask.NULL) {
      return new Value.Null();
    }
    return switch (value) {
      case Value.MapOf map -> new Value.MapOf(Map.of());
      case Value.ListOf list -> new Value.ListOf(List.of());
      case Value.Text(String text) ->
          new Value.Text(
              switch (mask) {
                case REDACT -> "[redacted]";
                case LAST4 -> Masks.last4(text);
                case YEAR -> Masks.year(text);
                case WITHHOLD, NULL -> NOTES.text("text", 0, classed);
              });
      default -> new Value.Null();
    };
  }
}
