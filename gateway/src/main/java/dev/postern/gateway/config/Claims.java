package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.signin.ClaimCondition;
import dev.postern.gateway.signin.ClaimPath;
import dev.postern.gateway.signin.Glob;
import dev.postern.gateway.signin.GroupRules;
import dev.postern.gateway.signin.GroupRules.Unlisted;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads what is looked for in claims. */
final class Claims {
  private static final int MOST_CONDITIONS = 32;
  private static final int MOST_TEXTS = 1000;

  /** A claim: its name, a dotted path, or a JSON pointer for names with dots. */
  static final Form<ClaimPath> PATH =
      Scalars.text(
          Pattern.compile("[^\\x00-\\x20\\x7f]{1,512}"),
          "a claim, as sub, realm_access.roles or /https:~1~1example.org~1groups",
          Claims::path);

  private static final Form<Glob> GLOB =
      Scalars.text(
          Pattern.compile("[^\\x00-\\x1f\\x7f]{1," + Glob.LONGEST + "}"),
          "a pattern of 1 to " + Glob.LONGEST + " characters",
          text -> Optional.of(new Glob(text)));

  /** Conditions, all of which must hold. */
  static final Form<List<ClaimCondition>> CONDITIONS =
      Forms.list(Forms.section(Claims::condition), MOST_CONDITIONS);

  /** Where an issuer's groups are and what we call them. */
  static final Form<GroupRules> GROUPS = Forms.section(Claims::groups);

  private Claims() {}

  private static Optional<ClaimPath> path(String text) {
    try {
      return Optional.of(ClaimPath.parse(text));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<ClaimCondition> condition(Section at) {
    Read<ClaimPath> claim = at.key("claim", PATH, "The claim.").required();
    Read<Optional<String>> equal =
        at.key("equals", Scalars.text(), "The one text that it may be.").optional();
    Read<Optional<List<String>>> oneOf =
        at.key("one-of", Forms.some(Scalars.text(), MOST_TEXTS), "The texts that it may be.")
            .optional();
    Read<Optional<Glob>> like =
        at.key("like", GLOB, "A pattern: * stops at / and :, ** does not.").optional();
    at.exactlyOne("equals", "one-of", "like");
    return at.make(() ->
        equal
            .get()
            .<ClaimCondition>map(text -> new ClaimCondition.Is(claim.get(), text))
            .or(() ->
                oneOf.get().map(texts -> new ClaimCondition.OneOf(claim.get(), Set.copyOf(texts))))
            .orElseGet(() -> new ClaimCondition.Like(claim.get(), like.get().orElseThrow())));
  }

  private static Optional<GroupRules> groups(Section at) {
    Read<List<ClaimPath>> claims =
        at.key("claims", Forms.some(PATH, 8), "The claims that hold group names.").required();
    Read<Map<String, String>> map =
        at.key(
                "map",
                Forms.map(Scalars.text(), Words.NAME.of(Names.Kind.GROUP), Words.MOST_NAMES),
                "The issuer's name of a group to ours.")
            .or(Map.of());
    Read<Unlisted> unlisted =
        at.key(
                "unlisted",
                Scalars.choice(Map.of("dropped", Unlisted.DROPPED, "kept", Unlisted.KEPT)),
                "What becomes of groups that the map does not have.")
            .or(Unlisted.DROPPED);
    return at.make(() -> new GroupRules(claims.get(), map.get(), unlisted.get()));
  }
}
