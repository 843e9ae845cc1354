package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.DeskLimits;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.operation.Forwarded;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How much may wait for people, and how much they are asked to read. */
class HeldBoundsTest {
  private final HeldWorld world = new HeldWorld();
  private final HeldWorld.Caller ana = world.caller();

  @Test
  @Tag("reaches:DeskLimits.openOfCaller")
  void a_caller_has_so_many_requests_and_no_more() {
    for (int i = 0; i < DeskLimits.DEFAULT.openOfCaller(); i++) {
      world.ask(world.caller(), "drop model " + i);
    }

    world.ask(ana, "drop one more");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  @Tag("reaches:DeskLimits.textChars")
  void nobody_is_asked_to_read_more_than_a_person_reads() {
    world.ask(ana, "x".repeat(DeskLimits.DEFAULT.textChars()));

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  void nobody_is_asked_about_a_message_far_longer_than_what_they_would_read() {
    byte[] padded = new byte[4 * DeskLimits.DEFAULT.textChars() + 1];

    world.admit(ana, "drop models", Forwarded.of(padded), Patience.DETACHED);

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }

  @Test
  @Tag("reaches:DeskLimits.waitsOfPerson")
  void one_persons_calls_do_not_take_every_place_to_wait() {
    for (int i = 0; i < DeskLimits.DEFAULT.waitsOfPerson(); i++) {
      world.ask(world.caller(), "drop models");
    }

    world.ask(ana, "drop models");

    assertThat(ana.refusal().code()).isEqualTo(Refusal.Code.OVER_LIMIT);
  }
}
