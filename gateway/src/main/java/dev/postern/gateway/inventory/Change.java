package dev.postern.gateway.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One difference between two inventories of a target.
 *
 * @param how what became of it
 * @param item as it is now; what is gone, as it was
 * @param facts the facts that differ, by their names; empty unless it changed
 */
public record Change(How how, Item item, List<String> facts) {
  /** What became of a thing. */
  public enum How {
    NEW,
    GONE,
    CHANGED;

    /** The word in lower case. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Change {
    facts = List.copyOf(facts);
  }

  /**
   * What is otherwise now than before, in the order of items. Where a list was cut, what is missing
   * in it is not told: nobody knows.
   */
  public static List<Change> between(Inventory before, Inventory now) {
    Map<Kind, Map<String, Item>> had = byName(before);
    Map<Kind, Map<String, Item>> has = byName(now);
    List<Change> changes = new ArrayList<>();
    for (Item item : now.items()) {
      Item old = had.getOrDefault(item.kind(), Map.of()).get(item.name());
      if (old == null) {
        if (before.whole(item.kind())) {
          changes.add(new Change(How.NEW, item, List.of()));
        }
      } else if (!old.facts().equals(item.facts())) {
        changes.add(new Change(How.CHANGED, item, differing(old, item)));
      }
    }
    for (Item item : before.items()) {
      boolean still = has.getOrDefault(item.kind(), Map.of()).containsKey(item.name());
      if (!still && now.whole(item.kind())) {
        changes.add(new Change(How.GONE, item, List.of()));
      }
    }
    changes.sort((one, other) -> Item.ORDER.compare(one.item(), other.item()));
    return List.copyOf(changes);
  }

  private static Map<Kind, Map<String, Item>> byName(Inventory inventory) {
    Map<Kind, Map<String, Item>> named = new HashMap<>();
    for (Item item : inventory.items()) {
      named.computeIfAbsent(item.kind(), kind -> new HashMap<>()).put(item.name(), item);
    }
    return named;
  }

  private static List<String> differing(Item old, Item item) {
    SortedSet<String> names = new TreeSet<>(old.facts().keySet());
    names.addAll(item.facts().keySet());
    names.removeIf(name -> Objects.equals(old.facts().get(name), item.facts().get(name)));
    return List.copyOf(names);
  }
}
