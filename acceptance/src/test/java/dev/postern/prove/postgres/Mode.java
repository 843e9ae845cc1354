package dev.postern.prove.postgres;

import java.util.Locale;
import java.util.Set;

/** How the gateway looks at a conversation: rules for a group of its own each. */
enum Mode {
  /** Statements are relayed as they came. */
  OPEN(Set.of()),
  /** Every statement is looked at, and none is refused. */
  GUARDED(Set.of()),
  /** No text that may delete is permitted. */
  NO_DELETE(Set.of(Trait.DELETES)),
  /** What may delete can be prepared, and is refused when it is bound or asked directly. */
  NO_DELETE_BOUND(Set.of(Trait.DELETES)),
  /** Neither COPY from the client nor anything that is not understood is permitted. */
  NO_COPY(Set.of(Trait.COPIES_IN, Trait.NOT_UNDERSTOOD));

  private final Set<Trait> refused;

  /** What of a text, or of a message, a rule may look at. */
  enum Trait {
    DELETES,
    COPIES_IN,
    NOT_UNDERSTOOD
  }

  Mode(Set<Trait> refused) {
    this.refused = refused;
  }

  /** Whoever is in it is looked at like this. */
  String group() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The rules of all modes, as the gateway reads them. */
  static String rules() {
    return """
    @id("all")
    permit (principal in Group::"fuzz", action, resource);

    @id("watched")
    forbid (principal in Group::"guarded", action == Action::"ddl", resource)
    when { context.message == "never" };

    @id("no-delete")
    forbid (principal in Group::"no_delete", action == Action::"delete", resource);

    @id("no-delete-bound")
    forbid (principal in Group::"no_delete_bound", action == Action::"delete", resource)
    unless { context.message == "parse" };

    @id("no-copy")
    forbid (
      principal in Group::"no_copy",
      action in [Action::"copy_in", Action::"unknown"],
      resource
    );
    """;
  }

  /** Whether anything is refused. */
  boolean refusing() {
    return !refused.isEmpty();
  }

  /** Whether a Query, a Parse or a call with this trait is refused. */
  boolean refuses(Set<Trait> traits) {
    return traits.stream().anyMatch(refused::contains);
  }

  /** Whether what is refused may be prepared, and is refused when it is bound. */
  boolean late() {
    return this == NO_DELETE_BOUND;
  }
}
