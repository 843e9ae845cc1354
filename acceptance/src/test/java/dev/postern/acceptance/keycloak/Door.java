package dev.postern.acceptance.keycloak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.signin.AgentSettings;
import dev.postern.gateway.signin.Answer;
import dev.postern.gateway.signin.ClaimCondition;
import dev.postern.gateway.signin.ClaimPath;
import dev.postern.gateway.signin.Freshness;
import dev.postern.gateway.signin.GroupRules;
import dev.postern.gateway.signin.HttpIntrospection;
import dev.postern.gateway.signin.HttpIssuerFetch;
import dev.postern.gateway.signin.IntrospectionSettings;
import dev.postern.gateway.signin.IssuerSettings;
import dev.postern.gateway.signin.KeySource;
import dev.postern.gateway.signin.KeyTimes;
import dev.postern.gateway.signin.Naming;
import dev.postern.gateway.signin.Ownership;
import dev.postern.gateway.signin.PartyRule;
import dev.postern.gateway.signin.SignInDesk;
import dev.postern.gateway.signin.SignInFault;
import dev.postern.gateway.signin.SignInLimits;
import dev.postern.gateway.signin.SignInSettings;
import dev.postern.gateway.signin.TokenRules;
import dev.postern.gateway.signin.Wanted;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** The gateway's sign-in desk, set up for the realm as the recipe says. */
final class Door implements AutoCloseable, InstantSource {
  static final String RESOURCE = "https://gate.example/mcp/registry";

  /** As the defaults, but impatient: a test lets seconds pass, not minutes. */
  private static final KeyTimes TIMES =
      new KeyTimes(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofHours(1),
          Duration.ofSeconds(10),
          1 << 18,
          64);

  private static final Duration EVERY = Duration.ofSeconds(30);

  private final AtomicInteger changes = new AtomicInteger();
  private final Leases leases;
  private final HttpIssuerFetch fetch;
  private final SignInDesk desk;
  private volatile Duration ahead = Duration.ZERO;

  Door(Keycloak keycloak) throws NoSuchAlgorithmException {
    this(keycloak, Freshness.DEFAULT, new Leases(Map.of()));
  }

  private Door(Keycloak keycloak, Freshness freshness, Leases leases)
      throws NoSuchAlgorithmException {
    String issuer = keycloak.realm("acceptance");
    this.leases = leases;
    fetch = new HttpIssuerFetch(SSLContext.getDefault(), TIMES);
    desk =
        new SignInDesk(
            settings(issuer, freshness),
            new SignInDesk.Tools(
                fetch,
                SignInLimits.DEFAULT,
                TIMES,
                this,
                new SignInDesk.Asking(
                    new HttpIntrospection(fetch, leases),
                    () -> System.nanoTime() + ahead.toNanos(),
                    () -> changes.incrementAndGet())));
  }

  /** A desk that asks the realm about its tokens, as a client whose secret is in a file. */
  static Door asking(Keycloak keycloak, Path secret) throws NoSuchAlgorithmException {
    CredentialSource source = new CredentialSource.SecretFile(secret);
    IntrospectionSettings how =
        new IntrospectionSettings(
            "postern", source, Optional.empty(), EVERY, EVERY.multipliedBy(2));
    return new Door(
        keycloak,
        new Freshness(Optional.of(how), Freshness.Newest.CLIENT),
        new Leases(Map.of(IntrospectionSettings.credential("keycloak"), source)));
  }

  private static SignInSettings settings(String issuer, Freshness freshness) {
    PartyRule job =
        new PartyRule.Workload(
            List.of(new ClaimCondition.Is(ClaimPath.parse("client_id"), "nightly-job")),
            new Naming.Fixed("nightly-job"),
            new Ownership.Named(ClaimPath.parse("owner")),
            Set.of());
    PartyRule person =
        new PartyRule.Person(
            List.of(
                new ClaimCondition.OneOf(ClaimPath.parse("azp"), Set.of("console", "assistant"))),
            new Naming.Vouched(ClaimPath.parse("preferred_username")),
            Set.of());
    GroupRules groups =
        new GroupRules(
            List.of(ClaimPath.parse("groups")),
            Map.of("data-science", "scientists"),
            GroupRules.Unlisted.KEPT);
    return new SignInSettings(
        List.of(
            new IssuerSettings(
                "keycloak",
                issuer,
                KeySource.discovered(issuer),
                TokenRules.DEFAULT,
                List.of(),
                List.of(job, person),
                groups,
                freshness)),
        List.of(),
        List.of(
            new AgentSettings(
                new Identity(issuer, "assistant"), "assistant", "ana", Set.of("agents"))));
  }

  private Answer present(String token, String resource) throws Exception {
    return desk.verify(
            new SignInDesk.Attempt(token, Wanted.of(resource), InetAddress.getLoopbackAddress()))
        .get();
  }

  Principal admitted(String token) throws Exception {
    return signedIn(token).principal();
  }

  SignIn signedIn(String token) throws Exception {
    Answer answer = present(token, RESOURCE);
    assertThat(answer).isInstanceOf(Answer.Accepted.class);
    return ((Answer.Accepted) answer).signIn();
  }

  /** Lets a period pass, with something in use, and asks the realm what is due. */
  void askAgain(SignIn inUse) throws Exception {
    pass(EVERY);
    inUse.ground().holds();
    desk.askIssuers().get(30, TimeUnit.SECONDS);
  }

  /** How often it was told that what is in use has to be looked at. */
  int changes() {
    return changes.get();
  }

  void assertRefused(String token, SignInFault fault) throws Exception {
    assertRefusedFor(RESOURCE, token, fault);
  }

  void assertRefusedFor(String resource, String token, SignInFault fault) throws Exception {
    assertThat(present(token, resource))
        .isInstanceOfSatisfying(
            Answer.Refused.class, refused -> assertThat(refused.fault()).isEqualTo(fault));
  }

  void pass(Duration time) {
    ahead = ahead.plus(time);
  }

  @Override
  public Instant instant() {
    return InstantSource.system().instant().plus(ahead);
  }

  @Override
  public void close() {
    desk.close();
    leases.close();
    fetch.close();
  }
}
