package dev.postern.gateway.drive;

import dev.postern.gateway.session.Note;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** The names under which sessions hear each other, on whatever loops they run. Any thread. */
final class Names {
  private final int mostMembers;

  /** Few names have more than one member, and there are many names: each has a list of its size. */
  private final ConcurrentHashMap<String, List<Driver>> joined = new ConcurrentHashMap<>();

  Names(int mostMembers) {
    this.mostMembers = mostMembers;
  }

  /** Adds a member; false when the name has too many. */
  boolean join(String name, Driver member) {
    return joined.compute(
                name,
                (key, members) -> {
                  if (members == null) {
                    return mostMembers > 0 ? List.of(member) : null;
                  }
                  return members.contains(member) || members.size() >= mostMembers
                      ? members
                      : with(members, member);
                })
            instanceof List<Driver> all
        && all.contains(member);
  }

  private static List<Driver> with(List<Driver> members, Driver more) {
    List<Driver> all = new ArrayList<>(members);
    all.add(more);
    return List.copyOf(all);
  }

  void leave(String name, Driver member) {
    joined.computeIfPresent(
        name,
        (key, members) -> {
          List<Driver> left = members.stream().filter(each -> each != member).toList();
          return left.isEmpty() ? null : left;
        });
  }

  /** Tells everybody of a name but the teller. */
  void tell(String name, Driver teller, Note note) {
    for (Driver member : joined.getOrDefault(name, List.of())) {
      if (member != teller) {
        member.tell(note);
      }
    }
  }

  int size() {
    return joined.size();
  }
}
