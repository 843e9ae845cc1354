package dev.postern.gateway.config;

import dev.postern.gateway.signin.AgentSettings;
import dev.postern.gateway.signin.CertificateSettings;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.PersonSettings;
import dev.postern.gateway.signin.SignInSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is otherwise in other settings of sign-in, and who signs in again for it, in words. */
final class SignInDifferences {
  private static final int MOST_NAMES = 20;
  private static final String SOME = ": who is another party by it signs in again";
  private static final String ALL = ": all whom it vouches for sign in again";

  private final SignInSettings former;
  private final SignInSettings next;
  private final List<String> told = new ArrayList<>();

  private SignInDifferences(SignInSettings former, SignInSettings next) {
    this.former = former;
    this.next = next;
  }

  /** One line for each difference; none where both mean the same. */
  static List<String> between(SignInSettings former, SignInSettings next) {
    SignInDifferences differences = new SignInDifferences(former, next);
    differences.issuers();
    differences.certificates();
    differences.named("people", PersonSettings::name, SignInSettings::people);
    differences.named("agents", AgentSettings::name, SignInSettings::agents);
    return List.copyOf(differences.told);
  }

  private void issuers() {
    Map<String, IssuerSettings> before = byId(former);
    Map<String, IssuerSettings> after = byId(next);
    TreeSet<String> ids = new TreeSet<>(before.keySet());
    ids.addAll(after.keySet());
    for (String id : ids) {
      Optional<IssuerSettings> old = Optional.ofNullable(before.get(id));
      Optional<IssuerSettings> now = Optional.ofNullable(after.get(id));
      if (old.isEmpty()) {
        told.add("issuer " + id + " is new");
      } else if (now.isEmpty()) {
        told.add("issuer " + id + " is gone" + ALL);
      } else if (!old.get().goesOnAs(now.get())) {
        told.add("issuer " + id + " is believed otherwise" + ALL);
      } else if (!old.equals(now)) {
        told.add("what tokens of issuer " + id + " mean changed" + SOME);
      }
    }
  }

  private static Map<String, IssuerSettings> byId(SignInSettings settings) {
    return settings.issuers().stream()
        .collect(Collectors.toMap(IssuerSettings::id, Function.identity()));
  }

  private void certificates() {
    Optional<CertificateSettings> old = former.certificates();
    Optional<CertificateSettings> now = next.certificates();
    if (old.isPresent() && now.filter(old.get()::goesOnAs).isEmpty()) {
      told.add("certificates of clients are read otherwise: all who came with one sign in again");
    } else if (!old.equals(now)) {
      told.add("what certificates of clients mean changed" + SOME);
    }
  }

  /** Those of a kind who are there once alone, or otherwise, by name. */
  private <T> void named(
      String kind, Function<T, String> name, Function<SignInSettings, List<T>> of) {
    Map<String, Set<T>> before = byName(of.apply(former), name);
    Map<String, Set<T>> after = byName(of.apply(next), name);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(one -> Objects.equals(before.get(one), after.get(one)));
    if (!names.isEmpty()) {
      String some = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
      int more = names.size() - MOST_NAMES;
      told.add(kind + " changed, " + some + (more > 0 ? " and " + more + " more" : "") + SOME);
    }
  }

  private static <T> Map<String, Set<T>> byName(List<T> all, Function<T, String> name) {
    return all.stream().collect(Collectors.groupingBy(name, TreeMap::new, Collectors.toSet()));
  }
}
