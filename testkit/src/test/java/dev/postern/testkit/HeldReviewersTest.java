package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Forwarded;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whose answer counts, and who sees that there is anything to answer. */
class HeldReviewersTest {
  private final HeldWorld world = new HeldWorld();
  private final HeldWorld.Caller ana = world.caller();

  @Test
  void nobody_approves_a_request_of_their_own_by_whatever_identity() {
    world.ask(ana, "drop models");

    assertThatThrownBy(
            () -> world.vote(HeldWorld.party("ana", "other-subject", Party.Kind.PERSON), true))
        .isInstanceOf(BallotException.class)
        .hasMessageContaining("of their own");
  }

  @Test
  void an_agent_and_a_workload_never_approve() {
    world.ask(ana, "drop models");

    assertThatThrownBy(() -> world.vote(HeldWorld.party("bot", "bot", Party.Kind.AGENT), true))
        .hasMessageContaining("no such request");
    assertThatThrownBy(() -> world.vote(HeldWorld.party("job", "job", Party.Kind.WORKLOAD), true))
        .hasMessageContaining("no such request");
    Principal chain =
        new Principal(
            List.of(
                HeldWorld.party("bot", "bot", Party.Kind.AGENT),
                HeldWorld.party("bo", "bo", Party.Kind.PERSON)));
    Ballot ballot =
        new Ballot(world.only().id(), world.only().binding(), chain, true, HeldWorld.VOTE, "");
    assertThatThrownBy(() -> world.loop.desk().answer(ballot))
        .hasMessageContaining("no such request");
  }

  @Test
  void the_owner_of_a_workload_does_not_approve_for_it() {
    Party job =
        new Party(
            Party.Kind.WORKLOAD,
            new Identity("https://issuer.test", "job"),
            "nightly",
            Set.of(),
            Optional.of("bo"));
    world.admit(ana, world.description("drop models", job), Forwarded.NOTHING, Patience.DETACHED);

    assertThatThrownBy(() -> world.vote("bo", true)).hasMessageContaining("of their own");
  }

  @Test
  void two_answers_of_one_person_are_one() throws Exception {
    world.replace(HeldWorld.asks("dba", 2));
    world.ask(ana, "drop models");

    world.vote("bo", true);
    assertThatThrownBy(
            () -> world.vote(HeldWorld.party("bo", "bo-at-work", Party.Kind.PERSON), true))
        .hasMessageContaining("you have answered");
    assertThat(ana.verdicts()).isEmpty();
    world.vote("cy", true);

    assertThat(ana.passage().live()).isTrue();
  }

  @Test
  void somebody_of_another_group_sees_no_request() {
    world.ask(ana, "drop models");
    Principal stranger =
        Principal.of(
            new Party(
                Party.Kind.PERSON,
                new Identity("https://issuer.test", "eve"),
                "eve",
                Set.of("staff"),
                Optional.empty()));

    assertThat(world.loop.desk().seenBy(stranger)).isEmpty();
    Ballot ballot =
        new Ballot(world.only().id(), world.only().binding(), stranger, true, HeldWorld.VOTE, "");
    assertThatThrownBy(() -> world.loop.desk().answer(ballot))
        .hasMessageContaining("no such request");
  }

  @Test
  void the_answer_of_who_was_locked_since_counts_no_more() throws Exception {
    world.replace(HeldWorld.asks("dba", 2));
    world.ask(ana, "drop models");
    world.vote("bo", true);

    world.lock("bo");
    world.vote("cy", true);

    assertThat(ana.verdicts()).isEmpty();
    world.vote("di", true);
    assertThat(ana.passage().live()).isTrue();
  }

  @Test
  void an_agent_that_did_not_ask_sees_nothing_of_what_its_person_asked() {
    world.ask(ana, "drop models");
    Principal agent =
        new Principal(
            List.of(
                HeldWorld.party("bot", "bot", Party.Kind.AGENT),
                HeldWorld.party("ana", "ana", Party.Kind.PERSON)));

    assertThat(world.loop.desk().seenBy(agent)).isEmpty();
    assertThat(
            world
                .loop
                .desk()
                .seenBy(Principal.of(HeldWorld.party("job", "job", Party.Kind.WORKLOAD))))
        .isEmpty();
    assertThat(world.loop.desk().seenBy(Principal.of(HeldWorld.person("ana")))).hasSize(1);
  }
}
