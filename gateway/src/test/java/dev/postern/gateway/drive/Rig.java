package dev.postern.gateway.drive;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.http.ListenSettings;
import dev.postern.gateway.net.Transport;
import dev.postern.gateway.ops.Meters;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.target.CredentialSpec;
import dev.postern.gateway.target.StreamTarget;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.gate.Description;
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
import java.util.stream.Stream;

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
    Optional<Target> other = Optional.empty();
    ListenSettings listen = ListenSettings.loopback(0);
    Map<String, CredentialSource> credentials = Map.of();
    Optional<Function<Rig, Session>> sessions = Optional.empty();
    ProofDesk proofs = new NobodysDesk();
    int loops = 1;
    Tracing tracing = Tracing.OFF;
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
                        .orElseGet(() -> new RelaySession(this::describe, heard)),
                () -> plan.proofs,
                leases,
                Stream.concat(
                        Stream.of(
                            plan.target.apply(Target.at(Operations.TARGET, "stub", target.uri()))),
                        plan.other.stream())
                    .toList(),
                plan.streams,
                new Meters(),
                plan.tracing));
  }

  Description describe(RequestHead head) {
    return Operations.describe(head, gate.rules().epoch());
  }

  /** Puts other targets in force, as a reload does, and waits until no loop acts on the former. */
  void reload(Target... targets) throws IOException {
    long epoch = gate.rules().epoch() + 1;
    plane.prepare(List.of(targets), List.of(), epoch).run();
    gate.replace(Operations.rules(epoch, "place " + epoch)).join();
  }

  Wire dial() throws IOException {
    return Wire.to(plane.port());
  }

  /** A target that is signed in to with a bearer token. */
  static Target bearer(Target was, String credential) {
    return new Target(
        was.name(),
        was.kind(),
        was.base(),
        was.authorities(),
        Optional.of(CredentialSpec.bearer(credential)),
        was.record(),
        was.sessions(),
        was.origins(),
        was.times(),
        was.bounds());
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
      return Optional.of(
          new ProofAnswer.Refused(Event.SignInRefused.Why.NOT_PROVEN, "nobody is known"));
    }

    @Override
    public void verify(Proof proof, Consumer<ProofAnswer> answer) {
      answer.accept(new ProofAnswer.Refused(Event.SignInRefused.Why.NOT_PROVEN, "nobody is known"));
    }
  }
}
