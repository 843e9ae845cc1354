package dev.postern.gateway;

import dev.postern.gateway.drive.ProofAnswer;
import dev.postern.gateway.drive.ProofDesk;
import dev.postern.gateway.session.Event.SignInRefused.Why;
import dev.postern.gateway.signin.Answer;
import dev.postern.gateway.signin.SignInDesk;
import dev.postern.gateway.signin.TokenWindow;
import dev.postern.gateway.signin.Wanted;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/** The sign-in desk as one event loop uses it. */
final class SignInProofs implements ProofDesk {
  private final SignInDesk desk;
  private final TokenWindow window;
  private final InstantSource clock;

  SignInProofs(SignInDesk desk, InstantSource clock) {
    this.desk = desk;
    this.window = desk.window();
    this.clock = clock;
  }

  @Override
  public Optional<ProofAnswer> known(Proof proof) {
    return window.known(proof.token(), wanted(proof), clock.instant()).map(SignInProofs::told);
  }

  @Override
  public ProofAnswer owner(List<X509Certificate> chain) {
    return told(desk.owner(chain));
  }

  @Override
  public void verify(Proof proof, Consumer<ProofAnswer> answer) {
    SignInDesk.Attempt attempt =
        new SignInDesk.Attempt(proof.token(), wanted(proof), proof.source());
    desk.verify(attempt).thenAccept(found -> answer.accept(told(found)));
  }

  private static Wanted wanted(Proof proof) {
    return new Wanted(proof.audience(), proof.scopes());
  }

  private static ProofAnswer told(Answer answer) {
    return switch (answer) {
      case Answer.Accepted accepted -> new ProofAnswer.Accepted(accepted.signIn());
      case Answer.Refused refused ->
          new ProofAnswer.Refused(
              Why.NOT_PROVEN,
              refused.fault().name().toLowerCase(Locale.ROOT).replace('_', '-')
                  + refused.issuer().map(issuer -> " by issuer " + issuer).orElse(""));
      case Answer.LacksScope lacks ->
          new ProofAnswer.Refused(
              Why.LACKS_SCOPE,
              "lacks one of the scopes " + String.join(" ", new TreeSet<>(lacks.demanded())));
      case Answer.Busy busy -> new ProofAnswer.Refused(Why.BUSY, "too many sign-ins at once");
    };
  }
}
