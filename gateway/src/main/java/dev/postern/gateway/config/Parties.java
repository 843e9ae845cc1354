package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.signin.ClaimCondition;
import dev.postern.gateway.signin.ClaimPath;
import dev.postern.gateway.signin.Naming;
import dev.postern.gateway.signin.Ownership;
import dev.postern.gateway.signin.PartyRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what an issuer's subjects are taken for. */
final class Parties {
  private enum Kind {
    PERSON,
    WORKLOAD
  }

  private static final Form<Naming> NAMING = Forms.section(Parties::naming);
  private static final Form<Ownership> OWNERSHIP = Forms.section(Parties::ownership);

  static final Form<PartyRule> FORM = Forms.section(Parties::read);

  private Parties() {}

  private static Optional<PartyRule> read(Section at) {
    Read<Kind> kind =
        at.key(
                "kind",
                Scalars.choice(Map.of("person", Kind.PERSON, "workload", Kind.WORKLOAD)),
                "What the subject is.")
            .required();
    Read<List<ClaimCondition>> when =
        at.key("when", Claims.CONDITIONS, "The tokens that the rule is for; all without it.")
            .or(List.of());
    Read<Naming> name =
        at.key("name", NAMING, "Where its name comes from; the issuer's id and sub without it.")
            .or(new Naming.Canonical());
    Read<Optional<Ownership>> owner =
        at.key("owner", OWNERSHIP, "Who answers for a workload.").optional();
    Read<Set<String>> groups =
        at.key("groups", Words.names(Names.Kind.GROUP), "Groups that the rule gives.").or(Set.of());
    return at.makeIf(
        () -> owned(kind.get(), owner, at),
        () ->
            switch (kind.get()) {
              case PERSON -> new PartyRule.Person(when.get(), name.get(), groups.get());
              case WORKLOAD ->
                  new PartyRule.Workload(
                      when.get(), name.get(), owner.get().orElseThrow(), groups.get());
            });
  }

  private static boolean owned(Kind kind, Read<Optional<Ownership>> owner, Section at) {
    if (kind == Kind.PERSON && owner.get().isPresent()) {
      owner.spot().problem("a person has no owner", "kind: workload, or no owner");
      return false;
    }
    if (kind == Kind.WORKLOAD && owner.get().isEmpty()) {
      at.spot().problem("the key \"owner\" is missing", "the person who answers for a workload");
      return false;
    }
    return true;
  }

  private static Optional<Naming> naming(Section at) {
    Read<Optional<ClaimPath>> claim =
        at.key("claim", Claims.PATH, "A claim that the issuer vouches for and no user can set.")
            .optional();
    Read<Optional<String>> fixed = at.key("fixed", Words.NAME, "Always this name.").optional();
    at.exactlyOne("claim", "fixed");
    return at.make(() ->
        claim
            .get()
            .<Naming>map(Naming.Vouched::new)
            .orElseGet(() -> new Naming.Fixed(fixed.get().orElseThrow())));
  }

  private static Optional<Ownership> ownership(Section at) {
    Form<String> known = Words.NAME.of(Names.Kind.PERSON);
    Read<Optional<String>> person =
        at.key("person", known, "One person for all that the rule covers.").optional();
    Read<Optional<ClaimPath>> claim =
        at.key(
                "claim",
                Claims.PATH,
                "A claim that holds the person's name, or, with people, a key.")
            .optional();
    Read<Optional<Map<String, String>>> people =
        at.key(
                "people",
                Forms.map(Scalars.text(), known, Words.MOST_NAMES),
                "The claim's text to a person.")
            .optional();
    Read<Optional<ClaimPath>> subject =
        at.key("subject", Claims.PATH, "A claim that holds the subject of a person, same issuer.")
            .optional();
    at.exactlyOne("person", "claim", "subject");
    return at.makeIf(
        () -> listed(people, claim.get()),
        () ->
            person
                .get()
                .<Ownership>map(Ownership.Fixed::new)
                .or(() -> subject.get().map(Ownership.Subject::new))
                .orElseGet(() -> byClaim(claim.get().orElseThrow(), people.get())));
  }

  private static boolean listed(
      Read<Optional<Map<String, String>>> people, Optional<ClaimPath> claim) {
    if (people.get().isPresent() && claim.isEmpty()) {
      people.spot().problem("people needs a claim to look up", "the key claim beside it");
      return false;
    }
    return true;
  }

  private static Ownership byClaim(ClaimPath claim, Optional<Map<String, String>> people) {
    return people
        .<Ownership>map(table -> new Ownership.Listed(claim, table))
        .orElseGet(() -> new Ownership.Named(claim));
  }
}
