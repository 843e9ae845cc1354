package dev.postern.gateway.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.cedar.Answer;
import dev.postern.kernel.cedar.Effect;
import dev.postern.kernel.cedar.Entities;
import dev.postern.kernel.cedar.Entity;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.cedar.Limits;
import dev.postern.kernel.cedar.Long64;
import dev.postern.kernel.cedar.Policy;
import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.Problem;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.Request;
import dev.postern.kernel.cedar.SetOf;
import dev.postern.kernel.cedar.Source;
import dev.postern.kernel.cedar.Str;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Cedar, read and asked. */
public final class CedarFuzz implements FuzzTarget {
  /** What is printed has a parenthesis around every operator. */
  private static final Limits DEEPER = new Limits(4 << 20, 1_000, 100);

  private static final EntityUid ANA = new EntityUid("User", "ana");
  private static final EntityUid STAFF = new EntityUid("Group", "staff");
  private static final EntityUid SEA = new EntityUid("Photo", "sea");
  private static final EntityUid READ = new EntityUid("Action", "read");

  private static final Entities ENTITIES =
      Entities.of(
          List.of(
              new Entity(
                  ANA,
                  Set.of(STAFF),
                  RecordOf.of(
                      Map.of(
                          "age", new Long64(30),
                          "name", new Str("Ana"),
                          "home", RecordOf.of(Map.of("city", new Str("Oslo"))))),
                  Map.of("team", new Str("blue"))),
              new Entity(SEA, Set.of(new EntityUid("Album", "trip")))));

  private static final List<Request> REQUESTS =
      List.of(
          new Request(ANA, READ, SEA, RecordOf.empty()),
          new Request(
              ANA,
              READ,
              SEA,
              RecordOf.of(
                  Map.of(
                      "a", new Long64(Long.MAX_VALUE),
                      "b", SetOf.strings(Set.of("x", "y")),
                      "ip", new Str("10.0.0.1")))),
          new Request(SEA, new EntityUid("Action", "write"), ANA, RecordOf.empty()));

  @Override
  public String name() {
    return "cedar";
  }

  @Override
  public String property() {
    return "a text is policies or problems with file and line; printed and read again, a policy is"
        + " printed the same and gives the same answers; every question is answered; a permit more"
        + " never takes away, a forbid more never gives, and order does not matter";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "permit (principal, action, resource);\nforbid (principal, action, resource) when {"
            + " context.a > 5 };",
        "@id(\"x\") forbid (principal is User in Group::\"staff\", action in [Action::\"read\"],"
            + " resource) when { if context has a.b then principal.age < 3 else"
            + " ip(\"::1\").isInRange(ip(\"::/0\")) } unless { \"a\" like \"*\\*\" };",
        "permit (principal == User::\"ana\", action, resource in Album::\"trip\") when {"
            + " principal.home[\"city\"] == \"Oslo\" && {a: 1, \"b\": [true]}.a * 2 - 1 <= 3 };",
        "permit (principal, action, resource is Photo) when { principal.hasTag(\"team\") &&"
            + " principal.getTag(\"team\") == \"blue\" && context.b.containsAny([\"x\"]) };",
        "forbid (principal, action, resource) when { decimal(\"1.5\").lessThan(decimal(\"2.0\"))"
            + " || datetime(\"2026-01-01\") < datetime(\"2026-01-02\") || -9223372036854775808 <"
            + " duration(\"1d\").toHours() };");
  }

  @Override
  public List<String> words() {
    return List.of(
        "permit (principal, action, resource) when { ",
        "forbid (principal, action, resource);",
        " unless { ",
        "context.",
        "principal.",
        " has ",
        " like \"",
        " in ",
        " is ",
        "::\"",
        "[",
        ".contains(",
        "if ",
        " then ",
        " else ",
        "ip(\"",
        "decimal(\"",
        "-9223372036854775808",
        "9223372036854775807",
        "\\u{",
        "\\*",
        "@id(\"",
        " && ",
        " || ",
        "!",
        ".isEmpty()");
  }

  @Override
  public void run(byte[] input) {
    String text = new String(input, UTF_8);
    switch (PolicySet.parse(List.of(new Source("t.cedar", text)))) {
      case PolicySet.Rejected(List<Problem> problems) ->
          assertThat(problems)
              .isNotEmpty()
              .allSatisfy(problem -> {
                assertThat(problem.at().file()).isEqualTo("t.cedar");
                assertThat(problem.at().line()).isPositive();
              });
      case PolicySet.Accepted(PolicySet policies) -> accepted(policies);
    }
  }

  private static void accepted(PolicySet policies) {
    List<String> texts = policies.policies().stream().map(Policy::text).toList();
    PolicySet printed = read(texts);
    assertThat(printed.policies().stream().map(Policy::text).toList()).isEqualTo(texts);
    PolicySet reversed = read(texts.reversed());
    for (Request request : REQUESTS) {
      Answer answer = policies.answer(request, ENTITIES);
      Answer again = printed.answer(request, ENTITIES);
      assertThat(again.allowed()).isEqualTo(answer.allowed());
      assertThat(ordinals(again)).isEqualTo(ordinals(answer));
      assertThat(again.faults()).hasSameSizeAs(answer.faults());
      assertThat(reversed.answer(request, ENTITIES).allowed()).isEqualTo(answer.allowed());
    }
    for (int i = 0; i < Math.min(texts.size(), 4); i++) {
      without(policies, texts, i);
    }
  }

  private static void without(PolicySet policies, List<String> texts, int gone) {
    List<String> fewer = new ArrayList<>(texts);
    fewer.remove(gone);
    PolicySet less = read(fewer);
    boolean permit = policies.policies().get(gone).effect() == Effect.PERMIT;
    for (Request request : REQUESTS) {
      boolean before = less.answer(request, ENTITIES).allowed();
      boolean after = policies.answer(request, ENTITIES).allowed();
      assertThat(permit ? !before || after : before || !after).as(texts.get(gone)).isTrue();
    }
  }

  private static List<Integer> ordinals(Answer answer) {
    return answer.determining().stream().map(Policy::ordinal).toList();
  }

  private static PolicySet read(List<String> texts) {
    String text = texts.stream().collect(Collectors.joining("\n"));
    return switch (PolicySet.parse(List.of(new Source("printed.cedar", text)), DEEPER)) {
      case PolicySet.Accepted(PolicySet policies) -> policies;
      case PolicySet.Rejected(List<Problem> problems) ->
          throw new AssertionError(problems + " in " + text);
    };
  }
}
