package dev.postern.gateway.inventory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a target offered at a moment.
 *
 * @param target its name
 * @param protocol {@code mcp} or {@code postgres}
 * @param server what it says that it is: name and version
 * @param taken when it was asked
 * @param items what it offers, in {@link Item#ORDER}
 * @param cuts what of it is not in the list, and why
 */
public record Inventory(
    String target,
    String protocol,
    String server,
    Instant taken,
    List<Item> items,
    List<Cut> cuts) {
  /**
   * A list that is not whole.
   *
   * @param kind of what there may be more
   * @param why for a person
   */
  public record Cut(Kind kind, String why) {}

  public Inventory {
    items = once(items);
    cuts = List.copyOf(cuts);
  }

  /** Of the same name offered twice the first counts, and that there are more is a fact of it. */
  private static List<Item> once(Collection<Item> offered) {
    Map<Kind, Map<String, Integer>> places = new HashMap<>();
    Map<Integer, Integer> times = new HashMap<>();
    List<Item> kept = new ArrayList<>();
    for (Item item : offered) {
      Map<String, Integer> names = places.computeIfAbsent(item.kind(), kind -> new HashMap<>());
      Integer before = names.putIfAbsent(item.name(), kept.size());
      if (before == null) {
        kept.add(item);
      } else {
        times.merge(before, 2, (had, two) -> had + 1);
      }
    }
    times.forEach((place, count) -> kept.set(place, kept.get(place).times(count)));
    kept.sort(Item.ORDER);
    return List.copyOf(kept);
  }

  /** What there is of a kind. */
  public Stream<Item> of(Kind kind) {
    return items.stream().filter(item -> item.kind() == kind);
  }

  /** The thing of that kind and name. */
  public Optional<Item> item(Kind kind, String name) {
    return of(kind).filter(item -> item.name().equals(name)).findFirst();
  }

  /** Whether all there is of a kind is in the list. */
  public boolean whole(Kind kind) {
    return cuts.stream().noneMatch(cut -> cut.kind() == kind);
  }
}
