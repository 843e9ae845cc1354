package dev.postern.demo.issuer;

import java.util.List;
import java.util.Optional;

/** Everybody in the demo's story. */
public final class Cast {
  /** A data scientist, who may run one model. */
  public static final Character ANA =
      Character.person("ana", "data-scientists", "data scientist; may run churn-v3");

  /** An auditor, who may read what was recorded. */
  public static final Character OLGA =
      Character.person("olga", "auditors", "auditor; may read the ledger");

  /** Says what is deployed. */
  public static final Character RITA =
      Character.person("rita", "release-managers", "release manager; approves deployments");

  /** Runs the gateway. */
  public static final Character ADA =
      Character.person("ada", "platform-admins", "administrator of the gateway");

  /** A contractor who left yesterday. */
  public static final Character CARL =
      new Character(
          "carl",
          Character.Kind.PERSON,
          List.of("data-scientists", "contractors"),
          Optional.empty(),
          false,
          "contractor; left yesterday, holds a token for a month");

  /** A job that ana owns. */
  public static final Character CI =
      new Character(
          "ci-metadata",
          Character.Kind.WORKLOAD,
          List.of(),
          Optional.of("ana"),
          true,
          "CI job of ana's; may only read metadata");

  /** An agent that acts for people. */
  public static final Character ASSISTANT =
      new Character(
          "assistant",
          Character.Kind.AGENT,
          List.of(),
          Optional.of("ada"),
          true,
          "AI agent; acts for ana");

  private Cast() {}

  /** All of them. */
  public static List<Character> everybody() {
    return List.of(ANA, OLGA, RITA, ADA, CARL, CI, ASSISTANT);
  }

  /** Those who can choose themselves on the sign-in page. */
  public static List<Character> atTheDoor() {
    return everybody().stream()
        .filter(who -> who.kind() == Character.Kind.PERSON && who.employed())
        .toList();
  }

  static Optional<Character> atTheDoor(String subject) {
    return atTheDoor().stream().filter(who -> who.subject().equals(subject)).findFirst();
  }
}
