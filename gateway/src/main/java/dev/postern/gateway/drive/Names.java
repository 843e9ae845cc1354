package dev.postern.gateway.drive;

import dev.postern.gateway.session.Note;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The names under which sessions hear each other, on whatever loops they run. Any thread. */
final class Names {
  private final int mostMembers;
  private final ConcurrentHashMap<String, Set<Driver>> joined = new ConcurrentHashMap<>();

  Names(int mostMembers) {
    this.mostMembers = mostMembers;
  }

  /** Adds a member; false when the name has too many. */
  boolean join(String name, Driver member) {
    boolean[] room = {true};
    joined.compute(
        name,
        (key, members) -> {
          Set<Driver> all = members == null ? ConcurrentHashMap.newKeySet() : members;
          room[0] = all.contains(member) || all.size() < mostMembers;
          if (room[0]) {
            all.add(member);
          }
          return all.isEmpty() ? null : all;
        });
    return room[0];
  }

  void leave(String name, Driver member) {
    joined.computeIfPresent(
        name,
        (key, members) -> {
          members.remove(member);
          return members.isEmpty() ? null : members;
        });
  }

  /** Tells everybody of a name but the teller. */
  void tell(String name, Driver teller, Note note) {
    Set<Driver> members = joined.get(name);
    if (members != null) {
      for (Driver member : members) {
        if (member != teller) {
          member.tell(note);
        }
      }
    }
  }

  int size() {
    return joined.size();
  }
}
