package dev.postern.demo.issuer;

import java.util.List;
import java.util.Optional;

/**
 * Somebody or something in the demo's story.
 *
 * @param subject what tokens call it in {@code sub}
 * @param kind what it is, as the claim {@code kind} says it
 * @param groups what tokens say in {@code groups}
 * @param owner the subject of the person who answers for a workload or an agent
 * @param employed whether it may still sign in; tokens given before do not ask
 * @param about who that is, in a line
 */
public record Character(
    String subject,
    Kind kind,
    List<String> groups,
    Optional<String> owner,
    boolean employed,
    String about) {
  /** What a character is. */
  public enum Kind {
    PERSON("person"),
    WORKLOAD("workload"),
    AGENT("agent");

    private final String claim;

    Kind(String claim) {
      this.claim = claim;
    }

    /** The claim's value. */
    public String claim() {
      return claim;
    }
  }

  public Character {
    groups = List.copyOf(groups);
  }

  static Character person(String subject, String group, String about) {
    return new Character(subject, Kind.PERSON, List.of(group), Optional.empty(), true, about);
  }
}
