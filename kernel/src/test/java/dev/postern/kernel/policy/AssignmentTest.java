package dev.postern.kernel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AssignmentTest {
  private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant END = Instant.parse("2026-11-30T18:00:00Z");

  private static Assignment runner(Optional<Instant> from, Optional<Instant> until) {
    return new Assignment("runner", new Assignment.Holder.Members("science"), "m", from, until);
  }

  @Test
  void holds_from_its_first_moment_and_no_longer_at_its_end() {
    Assignment runner = runner(Optional.of(START), Optional.of(END));
    assertThat(runner.holdsAt(START.minusNanos(1))).isFalse();
    assertThat(runner.holdsAt(START)).isTrue();
    assertThat(runner.holdsAt(END.minusNanos(1))).isTrue();
    assertThat(runner.holdsAt(END)).isFalse();
  }

  @Test
  void holds_always_when_it_has_neither_beginning_nor_end() {
    Assignment runner = runner(Optional.empty(), Optional.empty());
    assertThat(runner.holdsAt(Instant.MIN)).isTrue();
    assertThat(runner.holdsAt(Instant.MAX)).isTrue();
    assertThat(runner.turnsAt(START)).isEmpty();
  }

  @Test
  void turns_at_its_beginning_and_then_at_its_end_and_never_again() {
    Assignment runner = runner(Optional.of(START), Optional.of(END));
    assertThat(runner.turnsAt(START.minusSeconds(1))).contains(START);
    assertThat(runner.turnsAt(START)).contains(END);
    assertThat(runner.turnsAt(END)).isEmpty();
  }

  @Test
  void refuses_to_end_before_it_begins() {
    assertThatThrownBy(() -> runner(Optional.of(END), Optional.of(START)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void covers_the_named_party_of_that_kind_and_the_members_of_the_group() {
    Party ana =
        new Party(
            Party.Kind.PERSON, new Identity("i", "1"), "ana", Set.of("science"), Optional.empty());
    assertThat(new Assignment.Holder.Named(Party.Kind.PERSON, "ana").covers(ana)).isTrue();
    assertThat(new Assignment.Holder.Named(Party.Kind.WORKLOAD, "ana").covers(ana)).isFalse();
    assertThat(new Assignment.Holder.Members("science").covers(ana)).isTrue();
    assertThat(new Assignment.Holder.Members("audit").covers(ana)).isFalse();
  }
}
