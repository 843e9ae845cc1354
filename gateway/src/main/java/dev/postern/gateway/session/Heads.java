package dev.postern.gateway.session;

import java.util.List;
import java.util.Optional;

/**
 * Looking up header fields. A field that stands twice is never picked from: two readers would pick
 * differently. Several are looked up in every request, so that no iterator is made.
 */
final class Heads {
  private Heads() {}

  static Optional<String> only(List<Field> fields, String name) {
    Optional<String> found = Optional.empty();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (field.name().equals(name)) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        found = Optional.of(field.value());
      }
    }
    return found;
  }

  static int count(List<Field> fields, String name) {
    int count = 0;
    for (int i = 0; i < fields.size(); i++) {
      if (fields.get(i).name().equals(name)) {
        count++;
      }
    }
    return count;
  }
}
