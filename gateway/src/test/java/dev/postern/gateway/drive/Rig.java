package dev.postern.gateway.drive;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.Transport;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.testkit.MemoryLedger;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A data plane with a gate that allows, a ledger in memory, and relaying sessions. */
final class Rig implements AutoCloseable {
  final MemoryLedger ledger = new MemoryLedger();
  final LiveStanding standing = new LiveStanding(Locks.NONE);
  final Queue<Event> heard = new ConcurrentLinkedQueue<>();
  final Gate gate =
      new Gate(Operations.rules(1), standing, InstantSource.system(), GateLimits.DEFAULT);
  final Leases leases;
  final DataPlane plane;

  /** What can be different from one rig to another. */
  static final class Plan {
    UnaryOperator<Target> target = target -> target;
    ListenSettings listen = ListenSettings.loopback(0);
    Map<String, CredentialSource> credentials = Map.of();
    Optional<Function<Rig, Session>> sessions = Optional.empty();
    ProofDesk proofs = new NobodysDesk();
    int loops = 1;
    Transport transport = Transport.best();
    List<StreamTarget> streams = List.of();
    DriveLimits limits = DriveLimits.DEFAULT;
  }

  Rig(ScriptedTarget target) throws IOException {
    this(target, plan -> {});
  }

  Rig(ScriptedTarget target, Consumer<Plan> change) throws IOException {
    Plan plan = new Plan();
    change.accept(plan);
    leases = new Leases(plan.credentials);
    plane =
        DataPlane.start(
            new DataPlaneSettings(plan.listen, plan.loops, 0, plan.transport, plan.limits),
            new DataPlane.Parts(
                gate,
                ledger,
                (head, facts) ->
                    plan.sessions
                        .map(make -> make.apply(this))
                        .orElseGet(() -> new RelaySession(Operations::describe, heard)),
                () -> plan.proofs,
                leases,
                List.of(plan.target.apply(Target.at(Operations.TARGET, "stub", target.uri()))),
                plan.streams));
  }

  Wire dial() throws IOException {
    return Wire.to(plane.port());
  }

  /** A well-formed POST. */
  static String post(String path, String body) {
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  @Override
  public void close() {
    plane.close();
  }

  /** A sign-in desk that knows nobody. */
  static final class NobodysDesk implements ProofDesk {
    @Override
    public Optional<ProofAnswer> known(Proof proof) {
      return Optional.of(new ProofAnswer.Refused(false, "nobody is known"));
    }

    @Override
    public void verify(Proof proof, Consumer<ProofAnswer> answer) {
      answer.accept(new ProofAnswer.Refused(false, "nobody is known"));
    }
  }
}
