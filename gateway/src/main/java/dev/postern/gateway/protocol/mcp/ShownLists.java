package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Preview;
import dev.postern.kernel.operation.Lexicon;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the client of a session was last shown of each list: the names that its target listed, and
 * which of them were left out. With it the gateway tells of a change only where there is one. Safe
 * for several threads.
 */
final class ShownLists {
  /** A longer name is not remembered. */
  private static final int LONGEST = 512;

  private final int most;
  private final Map<McpMethod, Map<String, Boolean>> lists = new EnumMap<>(McpMethod.class);
  private final Set<McpMethod> beyond = EnumSet.noneOf(McpMethod.class);
  private Optional<Lexicon> words = Optional.empty();
  private int names;

  /** An entry of a list. */
  record Entry(McpMethod list, String name) {}

  /**
   * @param most names at once; of a list that has more every change of the rules counts
   */
  ShownLists(int most) {
    this.most = most;
  }

  /**
   * A page was shown.
   *
   * @param entries the names on it, and whether each was shown
   */
  synchronized void showed(McpMethod list, Map<String, Boolean> entries, Lexicon on) {
    words = Optional.of(on);
    Map<String, Boolean> known = lists.computeIfAbsent(list, each -> new TreeMap<>());
    entries.forEach((name, shown) -> {
      if (known.containsKey(name)) {
        known.put(name, shown);
      } else if (names < most && name.length() <= LONGEST) {
        known.put(name, shown);
        names++;
      } else {
        beyond.add(list);
      }
    });
  }

  /** Every entry that is remembered. */
  synchronized List<Entry> entries() {
    List<Entry> all = new ArrayList<>(names);
    lists.forEach((list, known) -> known.keySet().forEach(name -> all.add(new Entry(list, name))));
    return all;
  }

  /**
   * Which notices are due, now that the entries were looked at again; they are not due a second
   * time.
   *
   * @param answers one for each entry
   */
  synchronized Set<McpMethod> changed(List<Entry> entries, List<Preview> answers, Lexicon on) {
    Set<McpMethod> changed = EnumSet.noneOf(McpMethod.class);
    boolean reworded = words.isPresent() && !sameWords(words.get(), on);
    for (McpMethod list : lists.keySet()) {
      if (reworded || beyond.contains(list)) {
        changed.add(notice(list));
      }
    }
    for (int i = 0; i < entries.size() && i < answers.size(); i++) {
      Entry entry = entries.get(i);
      boolean shown = answers.get(i) != Preview.REFUSE;
      Map<String, Boolean> known = lists.getOrDefault(entry.list(), Map.of());
      if (known.containsKey(entry.name()) && !known.replace(entry.name(), shown).equals(shown)) {
        changed.add(notice(entry.list()));
      }
    }
    words = words.map(before -> on);
    return changed;
  }

  /** How an entry looks depends on the words too: what may be masked promises no form. */
  private static boolean sameWords(Lexicon one, Lexicon other) {
    return one.classed() == other.classed()
        && one.terms().equals(other.terms())
        && one.parents().equals(other.parents());
  }

  private static McpMethod notice(McpMethod list) {
    return switch (list) {
      case TOOLS_LIST -> McpMethod.TOOLS_CHANGED;
      case PROMPTS_LIST -> McpMethod.PROMPTS_CHANGED;
      case RESOURCES_LIST, TEMPLATES_LIST -> McpMethod.RESOURCES_CHANGED;
      default -> throw new IllegalStateException("not a list: " + list.method());
    };
  }
}
