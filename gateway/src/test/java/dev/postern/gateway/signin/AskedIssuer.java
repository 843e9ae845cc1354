package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.issuer.StubIssuer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A sign-in desk whose one issuer is asked about its tokens; time passes for both when a test says
 * so.
 */
final class AskedIssuer implements AutoCloseable {
  static final Duration EVERY = Duration.ofSeconds(30);
  static final Duration KEEP = Duration.ofSeconds(60);
  final Fixture fixture = new Fixture();
  final StubIssuer issuer = fixture.issuer;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  final AtomicInteger changes = new AtomicInteger();
  final Leases leases;
  private final Path secret;

  /** One that confirms everything, asked by a client whose secret is in a folder. */
  AskedIssuer(Path folder) throws IOException {
    this.secret = Files.writeString(folder.resolve("secret"), "pen%cil\n");
    this.leases = new Leases(Map.of("issuer/corp", new CredentialSource.SecretFile(secret)));
    desk(asked(Freshness.Newest.CLIENT), SignInLimits.DEFAULT);
  }

  SignIn accepted(String token) {
    return ((Answer.Accepted) fixture.verify(token)).signIn();
  }

  Optional<Answer> known(String token) {
    return fixture.desk.window().known(token, Wanted.of(Fixture.RESOURCE), fixture.instant());
  }

  void refused(String token, SignInFault fault) {
    assertThat(fixture.verify(token)).isEqualTo(new Answer.Refused(fault, Optional.of("corp")));
  }

  /** Lets time pass for what counts on the machine's own clock. */
  void later(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** One round of questions, to its end. */
  void round() throws Exception {
    fixture.desk.askIssuers().get(30, TimeUnit.SECONDS);
  }

  void says(String json) {
    issuer.introspection(exchange -> StubIssuer.answer(exchange, json));
  }

  void down() {
    issuer.introspection(exchange -> {
      exchange.sendResponseHeaders(503, -1);
      exchange.close();
    });
  }

  void desk(IssuerSettings asked, SignInLimits limits) {
    fixture.desk.close();
    fixture.desk =
        new SignInDesk(
            new SignInSettings(List.of(asked), List.of(), List.of()),
            new SignInDesk.Tools(
                Fixture.fetch(),
                limits,
                KeyTimes.DEFAULT,
                fixture,
                new SignInDesk.Asking(
                    new HttpIntrospection(Fixture.fetch(), leases),
                    nanos::get,
                    changes::incrementAndGet)));
  }

  IssuerSettings asked(Freshness.Newest newest) {
    return asked(newest, GroupRules.NONE);
  }

  IssuerSettings asked(Freshness.Newest newest, GroupRules groups) {
    IntrospectionSettings how =
        new IntrospectionSettings(
            "postern:gate", new CredentialSource.SecretFile(secret), Optional.empty(), EVERY, KEEP);
    return new IssuerSettings(
        "corp",
        issuer.issuer(),
        KeySource.discovered(issuer.issuer()),
        TokenRules.DEFAULT,
        List.of(),
        List.of(Fixture.person()),
        groups,
        new Freshness(Optional.of(how), newest));
  }

  @Override
  public void close() {
    leases.close();
    fixture.close();
  }
}
