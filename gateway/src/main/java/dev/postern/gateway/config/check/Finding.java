package dev.postern.gateway.config.check;

import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.config.yaml.Problem;
import java.util.Optional;

/**
 * One thing found in a configuration.
 *
 * @param rule the id of the rule that it is about; empty where it is about none
 * @param what what was found, without a value that could be a secret
 * @param todo what to do about it; empty where that is plain
 * @param accepted why the author means it so, where they said so
 */
public record Finding(
    Code code,
    Place place,
    Optional<String> rule,
    String what,
    String todo,
    Optional<String> accepted) {
  /** What a load found. */
  public static Finding of(Problem problem) {
    String key = problem.key().isEmpty() ? "" : problem.key() + ": ";
    return new Finding(
        Code.of(problem),
        problem.place(),
        Optional.empty(),
        key + problem.what(),
        problem.expected().isEmpty() ? "" : "expected " + problem.expected(),
        Optional.empty());
  }

  /** Whether nobody has said that it is meant so. */
  public boolean open() {
    return accepted.isEmpty();
  }

  Finding accepted(String reason) {
    return new Finding(code, place, rule, what, todo, Optional.of(reason));
  }
}
