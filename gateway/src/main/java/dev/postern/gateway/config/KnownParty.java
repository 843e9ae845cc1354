package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Key;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.kernel.identity.Identity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A person, workload or agent as the file has it.
 *
 * @param name its name
 * @param identities those that are it, with the issuer's id in place of its address
 * @param owner who answers for it; empty for a person
 * @param groups its groups
 */
record KnownParty(
    String name, List<Identity> identities, Optional<String> owner, Set<String> groups) {
  private static final int MOST_IDENTITIES = 64;

  private static final Form<String> SUBJECT =
      Scalars.text(
          Pattern.compile("[^\\x00-\\x1f\\x7f-\\x9f]{1," + Identity.LONGEST_SUBJECT + "}"),
          "a subject of 1 to " + Identity.LONGEST_SUBJECT + " characters");

  private static final Form<Identity> IDENTITY = Forms.section(KnownParty::identity);

  static final Form<KnownParty> PERSON = Forms.section(KnownParty::person);
  static final Form<KnownParty> WORKLOAD = Forms.section(at -> owned(at, Names.Kind.WORKLOAD));
  static final Form<KnownParty> AGENT = Forms.section(at -> owned(at, Names.Kind.AGENT));

  /** The identities with their issuers' addresses, by id. */
  Set<Identity> identities(Map<String, String> issuers) {
    return identities.stream()
        .map(known -> new Identity(issuers.getOrDefault(known.issuer(), ""), known.subject()))
        .collect(Collectors.toSet());
  }

  private static Optional<KnownParty> person(Section at) {
    Common common = Common.of(at, Names.Kind.PERSON, key -> key.or(List.of()));
    return at.make(() -> common.party(Optional.empty()));
  }

  private static Optional<KnownParty> owned(Section at, Names.Kind kind) {
    Common common = Common.of(at, kind, key -> key.required());
    Read<String> owner =
        at.key("owner", Words.NAME.of(Names.Kind.PERSON), "The person who answers for it.")
            .required();
    return at.make(() -> common.party(Optional.of(owner.get())));
  }

  private record Common(
      Read<String> name, Read<List<Identity>> identities, Read<Set<String>> groups) {
    static Common of(
        Section at, Names.Kind kind, Function<Key<List<Identity>>, Read<List<Identity>>> need) {
      return new Common(
          at.key("name", Words.NAME.naming(kind), "Its name, as policy says it.").required(),
          need.apply(
              at.key(
                  "identities",
                  Forms.some(IDENTITY, MOST_IDENTITIES),
                  "Those identities that are it.")),
          at.key("groups", Words.names(Names.Kind.GROUP), "Its groups.").or(Set.of()));
    }

    KnownParty party(Optional<String> owner) {
      return new KnownParty(name.get(), identities.get(), owner, groups.get());
    }
  }

  private static Optional<Identity> identity(Section at) {
    Read<String> issuer =
        at.key("issuer", Words.NAME.of(Names.Kind.ISSUER), "The issuer's id.").required();
    Read<String> subject =
        at.key("subject", SUBJECT, "What the issuer calls it in sub.").required();
    return at.makeIf(
        () -> {
          String both = issuer.get() + " " + subject.get();
          return at.spot().reading().names().give(Names.Kind.IDENTITY, both, subject.spot());
        },
        () -> new Identity(issuer.get(), subject.get()));
  }
}
