package dev.postern.gateway.signin;

import java.util.List;
import java.util.regex.Pattern;

/**
 * An issuer whose tokens are accepted, and what they are taken to mean.
 *
 * @param id our short name for it, 1 to 32 of {@code a-z 0-9 -}; the first part of canonical names
 * @param issuer its identifier, compared character by character with {@code iss}
 * @param keys where its keys are
 * @param rules what its tokens must be like
 * @param require conditions that every token of it must meet
 * @param parties what its subjects are; a token that no rule covers is refused
 * @param groups where groups come from
 * @param freshness how the gateway learns that a token is not good any more before it ends
 */
public record IssuerSettings(
    String id,
    String issuer,
    KeySource keys,
    TokenRules rules,
    List<ClaimCondition> require,
    List<PartyRule> parties,
    GroupRules groups,
    Freshness freshness) {
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** An issuer of whose tokens the gateway learns as by default. */
  public IssuerSettings(
      String id,
      String issuer,
      KeySource keys,
      TokenRules rules,
      List<ClaimCondition> require,
      List<PartyRule> parties,
      GroupRules groups) {
    this(id, issuer, keys, rules, require, parties, groups, Freshness.DEFAULT);
  }

  /** The same with other parties. */
  public IssuerSettings with(List<PartyRule> others) {
    return new IssuerSettings(id, issuer, keys, rules, require, others, groups, freshness);
  }

  /**
   * Whether what was proven under these settings is kept under others: nothing is otherwise but
   * what claims mean, and no claim is looked at that was not before.
   */
  public boolean goesOnAs(IssuerSettings next) {
    // What it says of groups, when it is asked, is held against how groups are read.
    boolean asked = freshness.introspection().isPresent();
    IssuerSettings formerly =
        new IssuerSettings(
            id,
            issuer,
            keys,
            rules,
            next.require,
            next.parties,
            asked ? groups : next.groups,
            freshness);
    return formerly.equals(next)
        && PartySource.of(this).reads().containsAll(PartySource.of(next).reads());
  }

  public IssuerSettings {
    require = List.copyOf(require);
    parties = List.copyOf(parties);
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("an issuer's id is 1 to 32 of a-z, 0-9 and -");
    }
    if (issuer.isEmpty() || parties.isEmpty()) {
      throw new IllegalArgumentException("an issuer has an identifier and a party rule");
    }
  }
}
