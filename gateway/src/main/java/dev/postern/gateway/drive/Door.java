package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Where one session's client proves who it is, and where those are counted and told who could not.
 * Belongs to its loop's thread.
 */
final class Door {
  private final Loop loop;
  private final Ends ends;
  private final Consumer<Event> session;

  /** One whose session hears what came of each proof. */
  Door(Loop loop, Ends ends, Consumer<Event> session) {
    this.loop = loop;
    this.ends = ends;
    this.session = session;
  }

  /** Looks a token up, or has it verified elsewhere. */
  void prove(Command.Prove prove) {
    ProofDesk.Proof proof =
        new ProofDesk.Proof(prove.token(), prove.audience(), prove.scopes(), ends.source());
    Optional<ProofAnswer> known = loop.proofs().known(proof);
    if (known.isPresent()) {
      answered(proof.audience(), known.get());
    } else {
      loop.proofs()
          .verify(proof, verified -> loop.later(() -> answered(proof.audience(), verified)));
    }
  }

  /** Finds out whose certificate TLS has verified. */
  void prove(Command.ProveByCertificate presented) {
    answered(presented.audience(), loop.proofs().owner(presented.chain()));
  }

  /** The session found out itself that a proof is none. */
  void wrong(Command.NotProven wrong) {
    loop.meter().signIn("not_proven");
    loop.refusedSignIns().refused(wrong.audience(), ends.source(), wrong.reason());
  }

  private void answered(String audience, ProofAnswer answer) {
    session.accept(
        switch (answer) {
          case ProofAnswer.Accepted accepted -> {
            ends.known();
            loop.meter().signIn("accepted");
            yield new Event.SignedIn(accepted.signIn());
          }
          case ProofAnswer.Refused refused -> {
            loop.meter().signIn(refused.why().name().toLowerCase(Locale.ROOT));
            if (refused.why() != Event.SignInRefused.Why.BUSY) {
              loop.refusedSignIns().refused(audience, ends.source(), refused.reason());
            }
            yield new Event.SignInRefused(refused.why(), refused.reason());
          }
        });
  }
}
