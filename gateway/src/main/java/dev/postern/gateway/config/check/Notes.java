package dev.postern.gateway.config.check;

import dev.postern.gateway.config.yaml.Place;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.Position;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What was found so far. Not safe for use by two threads. */
final class Notes {
  /** More findings than this are not kept. */
  static final int MOST = 5_000;

  private final Path base;
  private final List<Finding> found = new ArrayList<>();

  /** Notes on rules whose files are named from a directory. */
  Notes(Path base) {
    this.base = base;
  }

  /** Notes something about a rule, at one place of it. */
  void add(Code code, Policy policy, Position at, String what, String todo) {
    add(new Finding(code, place(at), Optional.of(policy.id()), what, todo, Optional.empty()));
  }

  void add(Finding finding) {
    if (found.size() < MOST) {
      found.add(finding);
    }
  }

  List<Finding> list() {
    return List.copyOf(found);
  }

  Place place(Position at) {
    return new Place(base.resolve(at.file()).normalize().toString(), at.line(), at.column());
  }
}
