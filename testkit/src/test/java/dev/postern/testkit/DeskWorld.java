package dev.postern.testkit;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.approval.Petition;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.Wait;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Decision;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A desk without a gate, on a clock that goes where it is set, with what outlives a desk. */
final class DeskWorld {
  static final DeskLimits LIMITS = DeskLimits.DEFAULT;

  final MemoryRequests requests = new MemoryRequests();
  final MemoryTrail trail = new MemoryTrail();
  Instant now = ScriptedLoop.START;
  DeskLimits limits;
  ApprovalDesk desk;

  DeskWorld() {
    this(LIMITS);
  }

  DeskWorld(DeskLimits limits) {
    this.limits = limits;
    this.desk = start();
  }

  /** Ends the process and starts another, which knows what was kept and nothing else. */
  void restart() {
    desk = start();
  }

  private ApprovalDesk start() {
    try {
      return new ApprovalDesk(
          new ApprovalDesk.Records(requests, trail), limits, () -> now, reviewer -> true);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  void pass(Duration time) {
    now = now.plus(time);
  }

  /** Bounds in which so many requests may be open, by whomever and for whatever. */
  static DeskLimits open(int open) {
    return new DeskLimits(
        open,
        open,
        open,
        open,
        open,
        LIMITS.votes(),
        LIMITS.textChars(),
        LIMITS.ended(),
        LIMITS.endedChars(),
        LIMITS.life(),
        LIMITS.kept(),
        Map.of());
  }

  /** Asks for something detached. */
  Waiting ask(String what) {
    return ask(what, Optional.empty(), false);
  }

  Waiting ask(String what, Optional<Duration> life, boolean attached) {
    Waiting waiting = new Waiting();
    desk.ask(petition(what, 1, life), attached, waiting);
    return waiting;
  }

  /** Asks for something detached that so many people have to approve. */
  Waiting askOf(int quorum, String what) {
    Waiting waiting = new Waiting();
    desk.ask(petition(what, quorum, Optional.empty()), false, waiting);
    return waiting;
  }

  void join(String what, Wait wait) {
    desk.ask(petition(what, 1, Optional.empty()), false, wait);
  }

  private static Petition petition(String what, int quorum, Optional<Duration> life) {
    Resource gateway = new Resource(new Ref("McpServer", "registry"), Set.of());
    Operation operation =
        new Operation(
            Principal.of(person("ana")),
            "registry",
            what,
            List.of(new Atom(new Action("registry", "drop", Set.of()), gateway)),
            Effect.WRITE,
            Value.NOTHING,
            new Value.Text(what));
    Decision.Hold hold =
        new Decision.Hold(
            List.of("risky"), List.of(new Decision.Approval("risky", "dba", quorum)), life);
    return new Petition(operation, "here", new byte[32], hold, Masking.NONE, what);
  }

  void vote(String request, String person, boolean approves) throws BallotException, IOException {
    Request asked = desk.find(request, Principal.of(person(person))).orElseThrow();
    desk.answer(
        new Ballot(
            request,
            asked.binding(),
            Principal.of(person(person)),
            approves,
            HeldWorld.VOTE,
            approves ? "" : "not today"));
  }

  static Party person(String name) {
    return new Party(
        Party.Kind.PERSON,
        new Identity("https://issuer.test", name),
        name,
        Set.of("dba"),
        Optional.empty());
  }

  /** Somebody who waits, and what they heard. */
  static final class Waiting implements Wait {
    final List<String> ids = new ArrayList<>();
    final List<Request> collected = new ArrayList<>();
    final List<Over.Kind> over = new ArrayList<>();
    boolean ready = true;

    @Override
    public boolean ready() {
      return ready;
    }

    @Override
    public void held(Request request) {
      ids.add(request.id());
    }

    @Override
    public void collected(Request request) {
      collected.add(request);
    }

    @Override
    public void over(Over why) {
      over.add(why.kind());
    }

    /** The request that it waits for. */
    String id() {
      return ids.getLast();
    }
  }
}
