package dev.postern.gateway.config.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts that stand for one thing, and templates that stand for many: none of the former may be one
 * that a template elsewhere can make. Compared when everything is read, so that neither the order
 * of sections nor that of files matters.
 */
public final class Overlaps {
  private record One(String what, String text, Spot spot) {}

  private record Many(String what, Pattern pattern, Place place) {}

  private final List<One> ones = new ArrayList<>();
  private final List<Many> many = new ArrayList<>();

  /**
   * A text that stands for one thing.
   *
   * @param what in which kind of thing it is one; only those of one kind are compared
   */
  public void one(String what, String text, Spot spot) {
    ones.add(new One(what, text, spot));
  }

  /** A template that stands for everything that a pattern matches whole. */
  public void many(String what, Pattern pattern, Spot spot) {
    many.add(new Many(what, pattern, spot.place()));
  }

  /** Notes a problem for each text that a template can make. */
  public void resolve() {
    for (One one : ones) {
      many.stream()
          .filter(each -> each.what().equals(one.what()))
          .filter(each -> each.pattern().matcher(one.text()).matches())
          .findFirst()
          .ifPresent(each ->
              one.spot()
                  .problem(
                      "the template at " + each.place() + " makes this of somebody's name",
                      "a place that is nobody's own"));
    }
  }
}
