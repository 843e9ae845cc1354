package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.signin.Algorithm;
import dev.postern.gateway.signin.ClaimCondition;
import dev.postern.gateway.signin.Freshness;
import dev.postern.gateway.signin.GroupRules;
import dev.postern.gateway.signin.IntrospectionSettings;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.KeySource;
import dev.postern.gateway.signin.Naming;
import dev.postern.gateway.signin.PartyRule;
import dev.postern.gateway.signin.TokenRules;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the issuers whose tokens are accepted. */
final class Issuers {
  /** The most issuers. */
  static final int MOST = 100;

  static final Form<String> ID =
      Scalars.text(
          Pattern.compile("[a-z0-9][a-z0-9-]{0,31}"),
          "a name of 1 to 32 of a-z, 0-9 and -, the first no -");

  private static final Form<Algorithm> ALGORITHM =
      Scalars.choice(
          Arrays.stream(Algorithm.values())
              .collect(Collectors.toMap(Algorithm::name, Function.identity())));

  private static final Form<String> TYPE =
      Scalars.text(Pattern.compile("[A-Za-z0-9][A-Za-z0-9+.-]{0,63}"), "a token type, as at+jwt");

  private static final Form<Freshness.Newest> NEWEST =
      Scalars.choice(
          Map.of(
              "client", Freshness.Newest.CLIENT,
              "person", Freshness.Newest.PERSON,
              "off", Freshness.Newest.OFF));

  private static final Form<KeysAt> KEYS = Forms.section(Issuers::keys);
  private static final Form<TokenRules> TOKENS = Forms.section(Issuers::tokens);
  static final PartyRule ANY_PERSON =
      new PartyRule.Person(List.of(), new Naming.Canonical(), Set.of());

  static final Form<IssuerSettings> FORM = Forms.section(Issuers::read);

  private Issuers() {}

  private static Optional<IssuerSettings> read(Section at) {
    Read<String> id =
        at.key("id", ID.naming(Names.Kind.ISSUER), "Our short name for it; unique.").required();
    Read<URI> url =
        at.key(
                "url",
                Units.address().naming(Names.Kind.ISSUER_ADDRESS),
                "Its identifier, exactly as tokens say it in iss.")
            .required();
    Read<KeysAt> keys = at.key("keys", KEYS, "Where its keys are.").or(KeysAt.DISCOVERED);
    Read<TokenRules> tokens =
        at.key("tokens", TOKENS, "What its tokens must be like.").or(TokenRules.DEFAULT);
    Read<List<ClaimCondition>> accept =
        at.key("accept", Claims.CONDITIONS, "Conditions that every token of it must meet.")
            .or(List.of());
    Read<List<PartyRule>> parties =
        at.key(
                "parties",
                Forms.some(Parties.FORM, 100),
                "What its subjects are; the first rule whose conditions hold is the one.")
            .or(List.of(ANY_PERSON));
    Read<GroupRules> groups =
        at.key("groups", Claims.GROUPS, "Where groups come from.").or(GroupRules.NONE);
    Read<Optional<IntrospectionSettings>> introspection =
        at.key("introspection", Introspections.FORM, "How it is asked whether a token is good.")
            .optional();
    Read<Freshness.Newest> newest =
        at.key("newest", NEWEST, "Which older tokens a newer one that says otherwise ends.")
            .or(Freshness.DEFAULT.newest());
    return at.makeIf(
        () ->
            Loopback.demanded(false, url.get(), url)
                && Introspections.placed(introspection, keys.get().jwks().isPresent()),
        () ->
            new IssuerSettings(
                id.get(),
                url.get().toString(),
                keys.get().of(url.get().toString()),
                tokens.get(),
                accept.get(),
                parties.get(),
                groups.get(),
                new Freshness(introspection.get(), newest.get())));
  }

  /** Where keys are, before the issuer's address is known. */
  private record KeysAt(Optional<URI> discovery, Optional<URI> jwks) {
    static final KeysAt DISCOVERED = new KeysAt(Optional.empty(), Optional.empty());

    KeySource of(String issuer) {
      return jwks.<KeySource>map(KeySource.Direct::new)
          .or(() -> discovery.map(KeySource.Discovered::new))
          .orElseGet(() -> KeySource.discovered(issuer));
    }
  }

  private static Optional<KeysAt> keys(Section at) {
    Read<Optional<URI>> discovery =
        at.key("discovery", Units.address(), "The discovery document, where it is elsewhere.")
            .optional();
    Read<Optional<URI>> jwks =
        at.key("jwks", Units.address(), "The key set, where there is no discovery document.")
            .optional();
    at.exactlyOne("discovery", "jwks");
    return at.makeIf(
        () ->
            discovery.get().map(u -> Loopback.demanded(false, u, discovery)).orElse(true)
                && jwks.get().map(u -> Loopback.demanded(false, u, jwks)).orElse(true),
        () -> new KeysAt(discovery.get(), jwks.get()));
  }

  private static Optional<TokenRules> tokens(Section at) {
    TokenRules otherwise = TokenRules.DEFAULT;
    Read<List<Algorithm>> algorithms =
        at.key("algorithms", Forms.some(ALGORITHM, 9), "The algorithms it may sign with.")
            .or(otherwise.algorithms().stream().sorted().toList());
    Read<List<String>> types =
        at.key("types", Forms.some(TYPE, 16), "The accepted typ values.")
            .or(otherwise.types().stream().sorted().toList());
    Read<Boolean> untyped =
        at.key("untyped", Scalars.truth(), "Whether a token without typ is accepted.")
            .or(otherwise.untyped());
    Read<Duration> longest =
        at.key(
                "longest",
                Units.duration(Duration.ofMinutes(1), Duration.ofDays(400)),
                "The furthest that exp may lie ahead.")
            .or(otherwise.longestLife());
    Form<Duration> tolerance = Units.duration(Duration.ZERO, Duration.ofMinutes(10));
    Read<Duration> skew =
        at.key("skew", tolerance, "How far ahead of ours the issuer's clock may be.")
            .or(otherwise.skew());
    Read<Duration> leeway =
        at.key("leeway", tolerance, "How long after exp a token is still taken.")
            .or(otherwise.leeway());
    return at.make(() ->
        new TokenRules(
            Set.copyOf(algorithms.get()),
            Set.copyOf(types.get()),
            untyped.get(),
            longest.get(),
            skew.get(),
            leeway.get()));
  }
}
