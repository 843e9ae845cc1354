package dev.postern.gateway.signin;

import dev.postern.kernel.identity.Principal;
import java.util.Optional;

/**
 * What a verified proof says of who it is about. Of the claims it keeps those that the settings
 * look at, nothing that proves anything; they take as much room as the proof at most. Any thread.
 *
 * <p>It holds for as long as every mapping that came into force since makes exactly the same
 * principal of it, and none has it overtaken by a newer token: nothing rests on what an earlier one
 * said.
 */
final class Testimony {
  private final Meaning meaning;
  private final KeptClaims said;
  private final Principal principal;
  private volatile Look last;
  private volatile Optional<Claimants.Heard> among = Optional.empty();
  private volatile boolean over;

  /** What a mapping made of it; empty where it is nobody's. */
  private record Look(long number, Optional<Principal> found) {}

  /**
   * What was just heard.
   *
   * @param principal whom the mapping of that number makes of it
   */
  Testimony(Meaning meaning, KeptClaims said, Principal principal, long number) {
    this.meaning = meaning;
    this.said = said;
    this.principal = principal;
    this.last = new Look(number, Optional.of(principal));
  }

  /** Who it was about when it was heard. */
  Principal principal() {
    return principal;
  }

  /** Has it be held against what others say of the same party. */
  void among(Claimants.Heard heard) {
    among = Optional.of(heard);
  }

  /** Whether settings in force make both of what they say. */
  boolean comparable(Testimony other) {
    return isOf(other.meaning);
  }

  /** Whether it means what that says. */
  boolean isOf(Meaning other) {
    return meaning == other;
  }

  /**
   * Whether it still is about the same and not overtaken; once that was not so, it is final. Never
   * blocks.
   */
  boolean holds() {
    if (over) {
      return false;
    }
    Optional<Principal> now = now();
    if (now.isPresent()
        && now.get().equals(principal)
        && among.filter(heard -> !heard.holds()).isEmpty()) {
      return true;
    }
    over = true;
    return false;
  }

  /** Whom the mapping in force makes of it; empty where it is nobody's. Never blocks. */
  Optional<Principal> now() {
    Meaning.Stage stage = meaning.stage();
    Look look = last;
    if (look.number() != stage.number()) {
      look = new Look(stage.number(), resolved(stage.mapping()));
      last = look;
    }
    return look.found();
  }

  private Optional<Principal> resolved(PartyMapping mapping) {
    try {
      Principal found = mapping.principal(said.read());
      return Optional.of(found.equals(principal) ? principal : found);
    } catch (FaultFound nobody) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return "Testimony[of " + principal.told() + "]";
  }
}
