package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.PeopleNeeded;
import dev.postern.kernel.policy.Decision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wait of one message: who has left it asks nobody, and left it for the first reason. */
class HoldTest {
  private final List<String> heard = new ArrayList<>();
  private final Hold hold =
      new Hold(
          new PeopleNeeded(List.of(new Decision.Approval("risky", "dba", 1))),
          () -> heard.add("ask"),
          leaving -> heard.add(leaving.kind() + " " + leaving.reason()));

  @Test
  void who_is_asked_and_then_left_hears_both() {
    hold.ask();
    assertThat(hold.asked()).isTrue();
    hold.leave(Hold.Left.of("57014", "gone"));
    assertThat(heard).containsExactly("ask", Leaving.Kind.CANCELLED + " gone");
  }

  @Test
  void what_was_left_asks_nobody() {
    hold.leave(Hold.Left.of("57014", "gone"));
    hold.ask();
    assertThat(hold.asked()).isFalse();
    assertThat(heard).containsExactly(Leaving.Kind.CANCELLED + " gone");
  }

  @Test
  void it_is_left_once_and_for_the_first_reason() {
    hold.leave(Hold.Left.of("57014", "gone"));
    hold.leave(Hold.Left.of("57P01", "stopping"));
    assertThat(hold.left()).contains(Hold.Left.of("57014", "gone"));
    assertThat(heard).containsExactly(Leaving.Kind.CANCELLED + " gone");
  }
}
