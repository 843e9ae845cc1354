package dev.postern.gateway.drive;

import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import dev.postern.kernel.policy.Facts;
import dev.postern.kernel.policy.Policy;
import dev.postern.kernel.policy.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules that allow everything but the path {@code /denied}, and operations to put to them. */
final class Operations {
  static final String TARGET = "stub";

  /** The target of every path that begins with its name. */
  static final String OTHER = "other";

  private static final Principal ANA =
      Principal.of(
          new Party(
              Party.Kind.PERSON,
              new Identity("https://issuer.example", "ana"),
              "ana",
              Set.of(),
              Optional.empty()));
  private static final SignIn SIGN_IN =
      new SignIn(ANA, Instant.EPOCH, Instant.parse("2999-01-01T00:00:00Z"), "ab".repeat(32));

  private Operations() {}

  static SignIn signIn() {
    return SIGN_IN;
  }

  static Rules rules(long epoch) {
    return rules(epoch, "");
  }

  /** Rules whose targets are other servers where the place is another. */
  static Rules rules(long epoch, String place) {
    return new Rules(
        epoch,
        new AllButDenied(),
        Map.of(TARGET, words(TARGET, epoch, place), OTHER, words(OTHER, epoch, place)));
  }

  private static Lexicon words(String target, long epoch, String place) {
    return new Lexicon(target, "Server", Set.of(), false, Map.of(), epoch, place, Set.of());
  }

  static Description describe(RequestHead head) {
    return describe(head, 1);
  }

  static Description describe(RequestHead head, long epoch) {
    String target = head.path().startsWith("/" + OTHER) ? OTHER : TARGET;
    Operation operation =
        new Operation(
            ANA,
            target,
            head.method() + " " + head.path(),
            List.of(
                new Atom(
                    Action.shared("call"), new Resource(new Ref("Path", head.path()), Set.of()))),
            Effect.WRITE,
            new Value.MapOf(Map.of()),
            new Value.Text(head.path()));
    Standing.Visit visit =
        new Standing.Visit(SIGN_IN, target, "s1", Instant.now(), Duration.ofHours(1));
    return new Description(operation, visit, Optional.empty(), new Value.Null(), epoch);
  }

  private static final class AllButDenied implements Policy {
    @Override
    public Decision decide(Operation operation, Facts facts) {
      return operation.atoms().getFirst().resource().ref().name().equals("/denied")
          ? new Decision.Deny(List.of("no"), "not this")
          : new Decision.Allow(List.of("all"));
    }

    @Override
    public Masking masking(Principal viewer, Lexicon lexicon, Part part, Facts facts) {
      return Masking.NONE;
    }

    @Override
    public Optional<Instant> turnsAt(Instant now) {
      return Optional.empty();
    }
  }
}
