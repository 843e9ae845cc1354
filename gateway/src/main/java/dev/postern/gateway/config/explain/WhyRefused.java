package dev.postern.gateway.config.explain;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.cedar.Account;
import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.CedarPolicy;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Explanation;
import dev.postern.kernel.policy.Facts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Why an operation of the ledger was decided as it was: the decision made again from its entry, on
 * the rules of now. What the entry does not keep is said to be missing.
 */
public final class WhyRefused {
  private static final int MOST_PERMITS = 5;

  private final Configuration configuration;

  /** Explains under a configuration. */
  public WhyRefused(Configuration configuration) {
    this.configuration = configuration;
  }

  /**
   * Explains an operation.
   *
   * @param deed the operation, with what was recorded where {@code content} may be told
   * @param opened the opening of its session, where there was one: it says the account
   * @param content whether values of what was asked may be told
   */
  public Map<String, Object> answer(Deed deed, Optional<Deed> opened, boolean content) {
    Value.MapOf context = context(deed, opened);
    boolean whole = deed.request().orElse(new Value.Null()) instanceof Value.MapOf;
    CedarPolicy policy =
        new CedarPolicy(
            configuration.policies(), configuration.assignments(), configuration.classes());
    Operation operation =
        new Operation(
            deed.asked().caller(),
            deed.asked().target(),
            deed.asked().label(),
            deed.asked().atoms(),
            deed.asked().effect(),
            context,
            Value.NOTHING);
    Facts facts = new Facts(deed.at(), deed.asked().session(), !deed.restsOn().isEmpty());
    Explanation explanation = policy.explain(operation, facts);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("request", deed.id().toString());
    told.put("at", deed.at().toString());
    told.put("caller", deed.asked().caller().told());
    told.put("target", deed.asked().target());
    told.put("operation", content ? deed.asked().label() : atoms(deed));
    told.put("then", then(deed));
    told.put("now", now(explanation.decision()));
    told.put("same", same(deed, explanation.decision()));
    told.put("missing", missing(deed, whole));
    told.put("asks", explanation.asks().stream().map(ask -> ask(ask, content)).toList());
    return told;
  }

  private static String atoms(Deed deed) {
    return String.join(
        ", ",
        deed.asked().atoms().stream()
            .map(atom -> atom.action() + " on " + atom.resource().ref())
            .toList());
  }

  private Map<String, Object> then(Deed deed) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("answer", deed.decision().answer());
    told.put("rules", Told.rules(configuration, deed.decision().rules()));
    if (deed.fate() instanceof Deed.Fate.TurnedAway(String code, String reason)) {
      told.put("code", code);
      told.put("reason", reason);
    }
    return told;
  }

  private Map<String, Object> now(Decision decision) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("answer", Told.answer(decision));
    told.put("rules", Told.rules(configuration, decision.rules()));
    if (decision instanceof Decision.Deny deny) {
      told.put("reason", deny.reason());
    }
    return told;
  }

  private static boolean same(Deed deed, Decision decision) {
    return deed.decision().answer().equals(Told.answer(decision))
        && Set.copyOf(deed.decision().rules()).equals(Set.copyOf(decision.rules()));
  }

  /** What the entry lacks of what rules may have looked at. */
  private List<String> missing(Deed deed, boolean whole) {
    List<String> missing = new ArrayList<>();
    if (deed.decision().answer().equals("none")) {
      missing.add("policy was not asked: the operation was turned away before");
    }
    if (!whole) {
      missing.add("what was asked is not kept or may not be told, so arguments are not known");
    }
    boolean person =
        deed.asked().caller().chain().stream().anyMatch(party -> party.kind() == Party.Kind.PERSON);
    if (person) {
      missing.add("roles that were granted for a time do not stand in the entry");
    }
    return missing;
  }

  private Map<String, Object> ask(Explanation.Ask ask, boolean content) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("who", ask.link().kind().name().toLowerCase(Locale.ROOT) + " " + ask.link().name());
    told.put("in", ask.inside().stream().map(EntityUid::toString).sorted().toList());
    told.put("action", ask.atom().action().toString());
    told.put("resource", ask.atom().resource().ref().toString());
    List<Account> holding = ask.accounts().stream().filter(Account::holds).toList();
    told.put("hold", holding.stream().map(one -> rule(one, content)).toList());
    told.put(
        "erred",
        ask.accounts().stream().filter(Account::erred).map(one -> rule(one, content)).toList());
    boolean permitted = holding.stream().anyMatch(one -> one.policy().effect() == Effect.PERMIT);
    told.put(
        "nearest",
        permitted
            ? List.of()
            : ask.accounts().stream()
                .filter(one -> one.policy().effect() == Effect.PERMIT)
                .sorted(Comparator.comparingInt(WhyRefused::lacks))
                .limit(MOST_PERMITS)
                .map(one -> near(one, content))
                .toList());
    return told;
  }

  private static int lacks(Account account) {
    int failed =
        (int)
            account.terms().stream().filter(term -> term.outcome() != Account.Outcome.HELD).count();
    return failed + (account.head().principal() ? 0 : 1);
  }

  private Map<String, Object> near(Account account, boolean content) {
    Map<String, Object> told = new LinkedHashMap<>(rule(account, content));
    List<String> needs = new ArrayList<>();
    if (!account.head().principal()) {
      needs.add("the caller: " + Told.text(scope(account.policy())));
    }
    told.put("needs", needs);
    return told;
  }

  private static String scope(Policy policy) {
    String text = policy.text();
    return text.substring(text.indexOf('(') + 1, text.indexOf(", action"));
  }

  private static Map<String, Object> rule(Account account, boolean content) {
    Map<String, Object> told = new LinkedHashMap<>(Told.rule(account.policy()));
    told.put("effect", account.policy().effect() == Effect.PERMIT ? "permit" : "forbid");
    told.put(
        "conditions",
        account.terms().stream()
            .filter(term -> term.outcome() != Account.Outcome.HELD)
            .map(term -> term(term, content))
            .toList());
    return told;
  }

  private static Map<String, Object> term(Account.Term term, boolean content) {
    Map<String, Object> told = new LinkedHashMap<>();
    String text = Told.text(term.expr().text());
    told.put("line", term.expr().at().line());
    told.put("text", term.wanted() ? text : "!(" + text + ")");
    told.put("outcome", term.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    term.fault().ifPresent(fault -> told.put("fault", fault));
    if (content) {
      Map<String, String> values = new LinkedHashMap<>();
      term.values().forEach((path, value) -> values.put(Told.text(path), value));
      told.put("values", values);
    }
    return told;
  }

  /** The circumstances as far as entry and recording keep them. */
  private static Value.MapOf context(Deed deed, Optional<Deed> opened) {
    Map<String, Value> context = new TreeMap<>();
    if (deed.request().orElse(new Value.Null()) instanceof Value.MapOf(Map<String, Value> kept)) {
      context.putAll(kept);
      if (kept.get("params") instanceof Value.MapOf(Map<String, Value> params)
          && params.get("arguments") instanceof Value.MapOf arguments) {
        context.put("input", arguments);
      } else if (kept.containsKey("method")) {
        context.put("input", Value.NOTHING);
      }
      context.remove("params");
    }
    Set<Atom> all = new LinkedHashSet<>(deed.asked().atoms());
    opened.ifPresent(one -> all.addAll(one.asked().atoms()));
    for (Atom atom : all) {
      String[] parts = atom.resource().ref().name().split("/", 3);
      if (atom.resource().ref().type().equals("Account") && parts.length == 3) {
        context.put("database", new Value.Text(parts[1]));
        context.put("account", new Value.Text(parts[2]));
      }
    }
    return new Value.MapOf(context);
  }
}
