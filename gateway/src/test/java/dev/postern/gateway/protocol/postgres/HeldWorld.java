package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.HoldingPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A session whose inserts people must approve, and whose deletes are refused, between a scripted
 * client and a model of the server.
 */
final class HeldWorld {
  private static final EntryId VOTE = new EntryId(1, 1);

  final StatementWorld world;

  HeldWorld() {
    this(PostgresTarget.Times.DEFAULT);
  }

  HeldWorld(PostgresTarget.Times times) {
    this(asking("dba"), times);
  }

  HeldWorld(Policy policy, PostgresTarget.Times times) {
    this.world = new StatementWorld(policy, RecordLevel.RAW, StatementLimits.DEFAULT, times);
  }

  HeldWorld(StatementWorld world) {
    this.world = world;
  }

  /** A further session of the same caller, at the same gate. */
  static HeldWorld sharing(HeldWorld other) {
    return new HeldWorld(
        new StatementWorld(
            other.world.gate,
            RecordLevel.RAW,
            StatementLimits.DEFAULT,
            PostgresTarget.Times.DEFAULT));
  }

  /** Inserts are asked about, deletes denied. */
  static HoldingPolicy asking(String reviewers) {
    return new HoldingPolicy(verb("insert"), verb("delete"), reviewers);
  }

  static Predicate<Operation> verb(String name) {
    return operation ->
        operation.atoms().stream().anyMatch(atom -> atom.action().name().equals(name));
  }

  HeldWorld send(FrontendMessage... messages) {
    world.send(messages);
    return this;
  }

  List<String> shown() {
    return world.shown();
  }

  /** What the server ran, in order. */
  List<String> ran() {
    return world.server.ran();
  }

  /** Everything that was asked of people, the oldest first. */
  List<Request> asked() {
    return world.gate.requests().all();
  }

  /** The one request that people still have to answer. */
  Request open() {
    List<Request> open = asked().stream().filter(Request::lives).toList();
    assertThat(open).hasSize(1);
    return open.getFirst();
  }

  HeldWorld approve() {
    return vote(true);
  }

  HeldWorld deny() {
    return vote(false);
  }

  private HeldWorld vote(boolean approves) {
    answer(open(), approves);
    return settle();
  }

  /** An answer of which the session has heard nothing yet. */
  void answer(Request request, boolean approves) {
    Party rita =
        new Party(
            Party.Kind.PERSON,
            new Identity("https://issuer.test", "sub-rita"),
            "rita",
            Set.of("dba"),
            Optional.empty());
    try {
      world
          .gate
          .desk()
          .answer(
              new Ballot(
                  request.id(), request.binding(), Principal.of(rita), approves, VOTE, "no"));
    } catch (BallotException | IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** Lets the gate, the session and the server go on. */
  HeldWorld settle() {
    world.gate.turns();
    world.settle();
    world.gate.turns();
    world.settle();
    return this;
  }

  /** What the server was sent, all of it. */
  String sent() {
    return new String(world.stream.sentTo(1), StandardCharsets.ISO_8859_1);
  }

  /** How the ledger says that operations ended that were turned away. */
  List<String> refusals() {
    return world.gate.ledger().leaves(Leaf.Refused.class).stream()
        .map(leaf -> leaf.code() + ": " + leaf.reason())
        .toList();
  }
}
