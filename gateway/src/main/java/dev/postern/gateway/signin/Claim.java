package dev.postern.gateway.signin;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON value as a token carries it: numbers keep their text, so that no reading rounds them. */
sealed interface Claim {
  /** The text of a string; empty for anything else. */
  default Optional<String> text() {
    return this instanceof Text(String text) ? Optional.of(text) : Optional.empty();
  }

  /** A string. */
  record Text(String value) implements Claim {}

  /** A number, as it was written. */
  record Figure(String written) implements Claim {
    private static final int MOST_DIGITS = 15;

    /** The number when it is whole, written plainly, and of at most 15 digits. */
    Optional<Long> whole() {
      int from = written.startsWith("-") ? 1 : 0;
      int digits = written.length() - from;
      if (digits < 1 || digits > MOST_DIGITS) {
        return Optional.empty();
      }
      for (int i = from; i < written.length(); i++) {
        if (written.charAt(i) < '0' || written.charAt(i) > '9') {
          return Optional.empty();
        }
      }
      return Optional.of(Long.parseLong(written));
    }
  }

  /** True or false. */
  record Flag(boolean value) implements Claim {}

  /** The JSON null. */
  record Nothing() implements Claim {}

  /** An array. */
  record Items(List<Claim> items) implements Claim {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** An object. */
  record Members(Map<String, Claim> members) implements Claim {
    public Members {
      members = Map.copyOf(members);
    }

    /** The member of this name, if there is one. */
    Optional<Claim> member(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /** The member's text, if there is such a member and it is a string. */
    Optional<String> text(String name) {
      return member(name).flatMap(Claim::text);
    }
  }
}
