package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.issuer.StubIssuer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other issuers end, what of their tokens is kept for that, and what is under way then. */
class ReplacedIssuersTest {
  private static final PartyRule EMPLOYEE =
      new PartyRule.Person(List.of(), new Naming.Canonical(), Set.of("employee"));

  private final Fixture fixture = new Fixture();
  private final StubIssuer partner = new StubIssuer(fixture.key);
  @TempDir private Path folder;

  @AfterEach
  void close() {
    fixture.close();
    partner.close();
  }

  @Test
  void an_issuer_that_is_added_changed_or_taken_away_ends_what_is_its_own() {
    IssuerSettings corp = fixture.settings(EMPLOYEE).issuers().getFirst();
    IssuerSettings other = of(partner.issuer(), "partner", EMPLOYEE);
    List<IssuerSettings> changed =
        List.of(
            new IssuerSettings(
                "corp",
                corp.issuer(),
                new KeySource.Direct(URI.create(fixture.issuer.keySetAddress())),
                corp.rules(),
                corp.require(),
                corp.parties(),
                corp.groups()),
            new IssuerSettings(
                "corp",
                corp.issuer(),
                corp.keys(),
                new TokenRules(
                    Set.of(Algorithm.ES256),
                    Set.of("at+jwt"),
                    false,
                    Duration.ofHours(1),
                    Duration.ofMinutes(1),
                    Duration.ZERO),
                corp.require(),
                corp.parties(),
                corp.groups()),
            new IssuerSettings(
                "corp",
                corp.issuer(),
                corp.keys(),
                corp.rules(),
                corp.require(),
                corp.parties(),
                corp.groups(),
                new Freshness(Optional.empty(), Freshness.Newest.OFF)),
            of(corp.issuer(), "company", EMPLOYEE),
            looksAt("department", corp));
    List<List<IssuerSettings>> all = new ArrayList<>();
    changed.forEach(one -> all.add(List.of(one, other)));
    all.add(List.of(other));
    for (List<IssuerSettings> issuers : all) {
      fixture.desk.replace(new SignInSettings(List.of(corp), List.of(), List.of()));
      SignIn ana = accepted(fixture.token());
      fixture.desk.replace(new SignInSettings(List.of(corp, other), List.of(), List.of()));
      assertThat(ana.ground().holds()).as("another issuer is there").isTrue();
      SignIn ben = accepted(fixture.token(fixture.claims("iss", Fixture.quoted(partner.issuer()))));

      fixture.desk.replace(new SignInSettings(issuers, List.of(), List.of()));

      assertThat(ana.ground().holds()).as(issuers.toString()).isFalse();
      assertThat(ben.ground().holds()).as(issuers.toString()).isTrue();
    }
  }

  @Test
  void of_a_token_no_claim_is_kept_that_settings_do_not_name() throws Exception {
    IssuerSettings corp = fixture.settings(EMPLOYEE).issuers().getFirst();
    IssuerSettings wider = looksAt("realm_access.roles", corp);
    Claim.Members claims =
        new Claim.Members(
            Map.of(
                "sub", new Claim.Text("ana"),
                "email", new Claim.Text("ana@corp.example"),
                "realm_access", new Claim.Members(Map.of("roles", new Claim.Text("ops")))));

    assertThat(mapping(corp).kept(claims).members()).containsOnlyKeys("sub");
    assertThat(mapping(wider).kept(claims).members()).containsOnlyKeys("sub", "realm_access");
  }

  @Test
  void what_is_being_verified_meanwhile_is_held_to_the_later_settings() throws Exception {
    try (AskedIssuer world = new AskedIssuer(folder)) {
      CountDownLatch asked = new CountDownLatch(2);
      CountDownLatch go = new CountDownLatch(1);
      world.issuer.introspection(exchange -> {
        asked.countDown();
        await(go);
        StubIssuer.answer(exchange, "{\"active\":true}");
      });
      String anas = world.fixture.token();
      String bens = world.fixture.token(world.fixture.claims("sub", "\"ben\""));
      CompletableFuture<Answer> ana = begin(world, anas);
      CompletableFuture<Answer> ben = begin(world, bens);
      await(asked);

      world.fixture.desk.replace(
          new SignInSettings(
              List.of(world.asked(Freshness.Newest.CLIENT)), List.of(ana(world)), List.of()));
      go.countDown();

      assertThat(ana.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Busy.class);
      assertThat(world.known(anas)).isEmpty();
      assertThat(world.accepted(anas).principal().subject().groups()).containsExactly("oncall");
      assertThat(ben.get(20, TimeUnit.SECONDS)).isInstanceOf(Answer.Accepted.class);
      assertThat(world.known(bens)).contains(ben.join());
    }
  }

  @Test
  void an_issuer_that_is_asked_goes_on_unless_its_groups_are_read_otherwise() throws Exception {
    try (AskedIssuer world = new AskedIssuer(folder)) {
      String token = world.fixture.token();
      SignIn signIn = world.accepted(token);
      IssuerSettings asked = world.asked(Freshness.Newest.CLIENT);
      int questions = world.issuer.introspections();

      world.fixture.desk.replace(
          new SignInSettings(
              List.of(asked),
              List.of(new PersonSettings("ben", Set.of(), Set.of("oncall"))),
              List.of()));
      assertThat(signIn.ground().holds()).isTrue();
      assertThat(world.accepted(token)).isEqualTo(signIn);
      assertThat(world.issuer.introspections()).isEqualTo(questions);

      GroupRules others =
          new GroupRules(List.of(), Map.of("ops", "oncall"), GroupRules.Unlisted.DROPPED);
      world.fixture.desk.replace(
          new SignInSettings(
              List.of(world.asked(Freshness.Newest.CLIENT, others)), List.of(), List.of()));
      assertThat(signIn.ground().holds()).isFalse();
    }
  }

  private static PersonSettings ana(AskedIssuer world) {
    return new PersonSettings(
        "ana", Set.of(new Identity(world.issuer.issuer(), "ana")), Set.of("oncall"));
  }

  private static CompletableFuture<Answer> begin(AskedIssuer world, String token) {
    return world.fixture.desk.verify(
        new SignInDesk.Attempt(token, Wanted.of(Fixture.RESOURCE), world.fixture.source));
  }

  private static void await(CountDownLatch go) {
    try {
      go.await();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }

  private SignIn accepted(String token) {
    Answer answer = fixture.verify(token);
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    return ((Answer.Accepted) answer).signIn();
  }

  private PartyMapping mapping(IssuerSettings issuer) {
    return new PartyMapping(
        PartySource.of(issuer), new SignInSettings(List.of(), List.of(), List.of()));
  }

  /** An issuer with one more rule, which nobody meets. */
  private static IssuerSettings looksAt(String claim, IssuerSettings issuer) {
    List<PartyRule> rules = new ArrayList<>();
    rules.add(
        new PartyRule.Person(
            List.of(new ClaimCondition.Is(ClaimPath.parse(claim), "none")),
            new Naming.Canonical(),
            Set.of()));
    rules.addAll(issuer.parties());
    return issuer.with(rules);
  }

  private static IssuerSettings of(String issuer, String id, PartyRule rule) {
    return new IssuerSettings(
        id,
        issuer,
        KeySource.discovered(issuer),
        TokenRules.DEFAULT,
        List.of(),
        List.of(rule),
        GroupRules.NONE);
  }
}
