package dev.postern.gateway.config.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts that stand for one thing, and templates that stand for many: nothing that a template makes
 * is such a text, or is made by another template too. Compared when everything is read, so that
 * neither the order of sections nor that of files matters.
 */
public final class Overlaps {
  private record One(String what, String text, Spot spot) {}

  private record Many(String what, Template template, Spot spot) {}

  private final List<One> ones = new ArrayList<>();
  private final List<Many> many = new ArrayList<>();
  private final Map<String, String> meant = new HashMap<>();

  /**
   * A text that stands for one thing.
   *
   * @param what in which kind of thing it is one; only those of one kind are compared
   */
  public void one(String what, String text, Spot spot) {
    ones.add(new One(what, text, spot));
  }

  /** A template that stands for everything that it makes of names. */
  public void many(String what, Template template, Spot spot) {
    many.add(new Many(what, template, spot));
  }

  /** Says what a kind is, so that kinds of two names may be found to be one. */
  public void means(String what, String kind) {
    meant.put(what, kind);
  }

  /** Notes a problem for each text that a template can make, and each template that meets one. */
  public void resolve() {
    for (One one : ones) {
      many.stream()
          .filter(each -> alike(each.what(), one.what()))
          .filter(each -> each.template().makes(one.text()))
          .findFirst()
          .ifPresent(each ->
              one.spot()
                  .problem(
                      "the template at " + each.spot().place() + " makes this of somebody's name",
                      "a place that is nobody's own"));
    }
    for (int i = 0; i < many.size(); i++) {
      Many later = many.get(i);
      many.subList(0, i).stream()
          .filter(each -> alike(each.what(), later.what()))
          .filter(each -> !each.template().equals(later.template()))
          .filter(each -> each.template().meets(later.template()))
          .findFirst()
          .ifPresent(each ->
              later
                  .spot()
                  .problem(
                      "the template at "
                          + each.spot().place()
                          + " makes of one name what this makes of another",
                      "templates that never make the same of two names"));
    }
  }

  private boolean alike(String what, String other) {
    return meant.getOrDefault(what, what).equals(meant.getOrDefault(other, other));
  }
}
