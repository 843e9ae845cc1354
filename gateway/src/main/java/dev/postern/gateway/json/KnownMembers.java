package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Names that a receiver looks for, and the check that no key imitates one: {@code "Name"}, {@code
 * "param\u017f"} or {@code "name\u0000"} where {@code name} and {@code params} mean something. A
 * receiver that matches keys leniently would read such a key as the member that policy did not see.
 *
 * <p>Names that fold to the same among themselves may both be known; each is then allowed as
 * spelled.
 */
public final class KnownMembers {
  private final Map<String, Set<String>> spellings = new HashMap<>();

  /** Hashes of the folded names, sorted: nearly every key is told apart by one search. */
  private final int[] hashes;

  /** The names of each hash as they are spelled: a key that is one of them imitates none. */
  private final String[][] spelled;

  private KnownMembers(Set<String> names) {
    for (String name : names) {
      String folded = KeyFold.of(name);
      spellings.computeIfAbsent(folded, absent -> new HashSet<>()).add(name);
    }
    TreeMap<Integer, List<String>> byHash = new TreeMap<>();
    spellings.forEach((folded, spelledSo) ->
        byHash.computeIfAbsent(KeyFold.hash(folded), hash -> new ArrayList<>()).addAll(spelledSo));
    hashes = byHash.keySet().stream().mapToInt(Integer::intValue).toArray();
    spelled =
        byHash.values().stream().map(all -> all.toArray(String[]::new)).toArray(String[][]::new);
  }

  /** These names, spelled as the receiver expects them. */
  public static KnownMembers of(Set<String> names) {
    return new KnownMembers(names);
  }

  public static KnownMembers of(String... names) {
    return new KnownMembers(Set.of(names));
  }

  /** The first member of this object whose key imitates a known name; empty for a non-object. */
  public Optional<JsonFault> impostor(JsonValue object) {
    if (!object.is(JsonKind.OBJECT)) {
      return Optional.empty();
    }
    Tape tape = object.document().tape();
    int end = tape.after(object.node());
    for (int key = object.node() + 1; key < end; key = tape.after(key + 1)) {
      int at = Arrays.binarySearch(hashes, tape.hash(key));
      if (at >= 0 && !asSpelled(object.document(), key, spelled[at])) {
        JsonMember member = new JsonMember(object.document(), key);
        if (imitates(member.name())) {
          return Optional.of(new JsonFault(member.start(), Reason.IMPOSTOR_KEY));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean asSpelled(JsonDocument document, int key, String[] names) {
    for (String name : names) {
      if (JsonMember.named(document, key, name)) {
        return true;
      }
    }
    return false;
  }

  /** The first such key in this value or in anything below it. */
  public Optional<JsonFault> impostorWithin(JsonValue value) {
    if (value.size() == 0) {
      return Optional.empty();
    }
    Optional<JsonFault> found = impostor(value);
    if (found.isPresent()) {
      return found;
    }
    for (JsonMember member : value.members()) {
      found = impostorWithin(member.value());
      if (found.isPresent()) {
        return found;
      }
    }
    for (JsonValue element : value.elements()) {
      found = impostorWithin(element);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private boolean imitates(String name) {
    Set<String> known = spellings.get(KeyFold.of(name));
    return known != null && !known.contains(name);
  }
}
