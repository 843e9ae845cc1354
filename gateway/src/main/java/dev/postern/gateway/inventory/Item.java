package dev.postern.gateway.inventory;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that a target offers.
 *
 * @param kind what it is
 * @param name what the target calls it; unique within its kind
 * @param facts what the target says of it, by the fact's name. Whatever is in it counts as changed
 *     when it differs
 */
public record Item(Kind kind, String name, SortedMap<String, String> facts) {
  /** By kind, then by name. */
  public static final Comparator<Item> ORDER =
      Comparator.comparing(Item::kind).thenComparing(Item::name);

  /** The fact that tells how often a target offers the same name, where that is more than once. */
  static final String TIMES = "times";

  public Item {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /** A thing with facts in any order. */
  public Item(Kind kind, String name, Map<String, String> facts) {
    this(kind, name, new TreeMap<>(facts));
  }

  /** A fact, or an empty text. */
  public String fact(String named) {
    return facts.getOrDefault(named, "");
  }

  /**
   * The thing with how many characters of all that the target says of it do not show, where there
   * are any: it may say more than its facts hold.
   */
  public Item hiding(long characters) {
    return characters == 0 ? this : with(Hidden.FACT, characters);
  }

  /** How many characters of what the target says of it are known not to show. */
  public long hidden() {
    long known = Hidden.in(name);
    for (String fact : facts.values()) {
      known += Hidden.in(fact);
    }
    String told = fact(Hidden.FACT);
    return told.matches("[0-9]{1,18}") ? Math.max(known, Long.parseLong(told)) : known;
  }

  Item times(int offered) {
    return with(TIMES, offered);
  }

  private Item with(String fact, long number) {
    Map<String, String> more = new TreeMap<>(facts);
    more.put(fact, Long.toString(number));
    return new Item(kind, name, more);
  }
}
