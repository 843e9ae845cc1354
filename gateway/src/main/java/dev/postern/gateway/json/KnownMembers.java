package dev.postern.gateway.json;

import dev.postern.gateway.json.JsonFault.Reason;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  private KnownMembers(Set<String> names) {
    for (String name : names) {
      String folded = KeyFold.of(name);
      spellings.computeIfAbsent(folded, absent -> new HashSet<>()).add(name);
    }
    hashes = spellings.keySet().stream().mapToInt(KeyFold::hash).sorted().toArray();
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
    for (JsonMember member : object.members()) {
      if (Arrays.binarySearch(hashes, member.hash()) >= 0 && imitates(member.name())) {
        return Optional.of(new JsonFault(member.start(), Reason.IMPOSTOR_KEY));
      }
    }
    return Optional.empty();
  }

  /** The first such key in this value or in anything below it. */
  public Optional<JsonFault> impostorWithin(JsonValue value) {
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
