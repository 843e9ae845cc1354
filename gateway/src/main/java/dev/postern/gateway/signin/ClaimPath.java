package dev.postern.gateway.signin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where in the claims a value is: member names from the outside in.
 *
 * @param members at least one, at most {@value #LONGEST}
 */
public record ClaimPath(List<String> members) {
  /** The most steps a path may have. */
  public static final int LONGEST = 8;

  public ClaimPath {
    members = List.copyOf(members);
    if (members.isEmpty() || members.size() > LONGEST || members.contains("")) {
      throw new IllegalArgumentException("a claim path has 1 to " + LONGEST + " member names");
    }
  }

  /**
   * A path as configuration writes it: dotted ({@code realm_access.roles}), or, for names that hold
   * dots, a JSON pointer (RFC 6901: {@code /https:~1~1example.org~1groups}).
   *
   * @throws IllegalArgumentException when it is neither
   */
  public static ClaimPath parse(String text) {
    if (!text.startsWith("/")) {
      return new ClaimPath(Arrays.asList(text.split("\\.", -1)));
    }
    return new ClaimPath(
        Arrays.stream(text.substring(1).split("/", -1))
            .map(step -> step.replace("~1", "/").replace("~0", "~"))
            .toList());
  }

  /** The value there, if the claims have one. */
  Optional<Claim> in(Claim.Members claims) {
    Claim at = claims;
    for (String member : members) {
      if (!(at instanceof Claim.Members inner)) {
        return Optional.empty();
      }
      Optional<Claim> next = inner.member(member);
      if (next.isEmpty()) {
        return Optional.empty();
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  /** The text there, if it is a string. */
  Optional<String> textIn(Claim.Members claims) {
    return in(claims).flatMap(Claim::text);
  }

  @Override
  public String toString() {
    return String.join(".", members);
  }
}
