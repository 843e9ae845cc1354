package dev.postern.gateway.config.check;

import dev.postern.gateway.config.PartSettings;
import dev.postern.gateway.config.TargetSettings;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import dev.postern.gateway.json.JsonPath;
import dev.postern.kernel.operation.Lexicon.Unmapped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The places of a tool's reply that a file gives classes to, held against those that the tool's
 * output schema has. A tool without one says nothing of its reply, and nothing is told of it.
 */
final class OfferedFields {
  private static final String INPUT = "$.input";

  private final TargetSettings target;
  private final Inventory inventory;

  OfferedFields(TargetSettings target, Inventory inventory) {
    this.target = target;
    this.inventory = inventory;
  }

  List<Offer> of(String tool, PartSettings part) {
    Optional<Item> offered = inventory.item(Kind.TOOL, tool);
    String before = tool + " ";
    List<Item> fields =
        inventory.of(Kind.FIELD).filter(field -> field.name().startsWith(before + "$")).toList();
    if (offered.isEmpty() || fields.isEmpty() || !inventory.whole(Kind.FIELD)) {
      return List.of();
    }
    List<Offer> found = new ArrayList<>();
    for (String path : new TreeSet<>(part.fields().keySet())) {
      boolean there =
          fields.stream().anyMatch(field -> fits(path, field.name().substring(before.length())));
      if (!there && !ofInput(path)) {
        found.add(
            Offer.of(
                Code.NOT_OFFERED,
                new Item(Kind.FIELD, before + path, Map.of()),
                "the target's file gives this place of the tool's reply a class, and the tool's"
                    + " output schema has no such place",
                "look whether it has another name now: what stands there is as the tool's unmapped"
                    + " says"));
      }
    }
    if (shown(part)) {
      for (Item field : fields) {
        String path = field.name().substring(before.length());
        boolean classed = part.fields().keySet().stream().anyMatch(of -> fits(of, path));
        if (!classed && (Sensitive.looks(path) || field.fact("format").equals("email"))) {
          found.add(
              Offer.of(
                  Code.LOOKS_SENSITIVE,
                  field,
                  "by its name it may need a class, and it is shown to everybody who may use the"
                      + " tool",
                  "give it a class in the tool's fields, or leave it if it is meant so"));
        }
      }
    }
    return found;
  }

  private static boolean ofInput(String path) {
    return path.equals(INPUT) || path.startsWith(INPUT + ".") || path.startsWith(INPUT + "[");
  }

  /** Whether what no path names is shown. */
  private boolean shown(PartSettings part) {
    Unmapped unmapped = part.unmapped() == Unmapped.BY_TARGET ? target.unmapped() : part.unmapped();
    boolean classed =
        target.unmapped() == Unmapped.WITHHELD
            || target.parts().tools().values().stream().anyMatch(tool -> !tool.fields().isEmpty());
    return switch (unmapped) {
      case CLEAR -> true;
      case WITHHELD -> false;
      case BY_TARGET -> !classed;
    };
  }

  /**
   * Whether a file's path speaks of a place of a schema: of it, of what it stands in, or of what
   * may stand in it.
   */
  private static boolean fits(String path, String place) {
    if (!(JsonPath.read(path) instanceof JsonPath(List<JsonPath.Step> steps))
        || !(JsonPath.read(place) instanceof JsonPath(List<JsonPath.Step> there))) {
      return true;
    }
    return fits(steps, there);
  }

  private static boolean fits(List<JsonPath.Step> steps, List<JsonPath.Step> there) {
    if (steps.isEmpty() || there.isEmpty()) {
      return true;
    }
    JsonPath.Step first = steps.getFirst();
    List<JsonPath.Step> rest = there.subList(1, there.size());
    boolean here =
        one(first.selector(), there.getFirst().selector())
            && fits(steps.subList(1, steps.size()), rest);
    return here || first.anywhere() && !rest.isEmpty() && fits(steps, rest);
  }

  private static boolean one(JsonPath.Selector asked, JsonPath.Selector there) {
    return asked.equals(there)
        || asked instanceof JsonPath.Selector.Every
        || asked instanceof JsonPath.Selector.Index && there instanceof JsonPath.Selector.Every;
  }
}
