package dev.postern.gateway.simulator;

import dev.postern.gateway.drive.ProofAnswer;
import dev.postern.gateway.drive.ProofDesk;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Who tokens prove. A token is a name and the number of the key that signed it; keys come and go,
 * and what an older one signed proves nobody any more.
 */
final class SimulatedProofs implements ProofDesk {
  private static final Duration TOKEN = Duration.ofSeconds(40);

  private final InstantSource clock;
  private final Executor elsewhere;
  private final Map<String, SignIn> known = new HashMap<>();
  private int key = 1;

  SimulatedProofs(InstantSource clock, Executor elsewhere) {
    this.clock = clock;
    this.elsewhere = elsewhere;
  }

  /** A token of the key in use. */
  String token(String person) {
    return person + "." + key;
  }

  /** Nobody is known any more. */
  void forget() {
    known.clear();
  }

  /** The next key is in use, and the one before is gone. */
  void rotate() {
    key++;
  }

  @Override
  public Optional<ProofAnswer> known(Proof proof) {
    return Optional.ofNullable(known.get(proof.token()))
        .filter(signIn -> signIn.ground().holds())
        .filter(signIn -> clock.instant().isBefore(signIn.expires()))
        .map(ProofAnswer.Accepted::new);
  }

  @Override
  public void verify(Proof proof, Consumer<ProofAnswer> answer) {
    elsewhere.execute(() -> answer.accept(verified(proof.token())));
  }

  private ProofAnswer verified(String token) {
    int dot = token.indexOf('.');
    int signedBy = dot < 0 ? 0 : Integer.parseInt(token.substring(dot + 1));
    if (signedBy != key) {
      return new ProofAnswer.Refused(false, "no such key");
    }
    SignIn signIn =
        new SignIn(
            Principal.of(person(token.substring(0, dot))),
            clock.instant(),
            clock.instant().plus(TOKEN),
            "proof-of-" + token,
            () -> key == signedBy);
    known.put(token, signIn);
    return new ProofAnswer.Accepted(signIn);
  }

  /** Everybody is in the group that approves. */
  static Party person(String name) {
    return new Party(
        Party.Kind.PERSON,
        new Identity("https://issuer.test", "sub-" + name),
        name,
        Set.of(SimulatedPolicy.REVIEWERS),
        Optional.empty());
  }
}
