package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** In which order a configuration's parts come into force. */
class SuccessionTest {
  private final List<String> order = new ArrayList<>();

  @Test
  void new_sign_ins_never_meet_the_former_rules() {
    assertThat(run(CompletableFuture.completedFuture(null))).isEmpty();
    assertThat(order).containsExactly("rules", "sign-in", "look", "sessions");
  }

  @Test
  void it_is_not_over_before_every_loop_has_looked_behind_the_new_sign_ins() {
    assertThat(run(CompletableFuture.completedFuture(null), new CompletableFuture<>()))
        .hasValueSatisfying(told -> assertThat(told).contains("has not ended its turn"));
  }

  @Test
  void a_loop_that_hangs_keeps_neither_sign_in_nor_sessions_from_the_change() {
    assertThat(run(new CompletableFuture<>()))
        .hasValueSatisfying(told -> assertThat(told).contains("has not ended its turn"));
    assertThat(order).containsExactly("rules", "sign-in", "look", "sessions");
  }

  @Test
  void what_is_open_and_could_not_be_looked_at_is_told() {
    assertThat(run(CompletableFuture.failedFuture(new IllegalStateException("a defect"))))
        .hasValueSatisfying(told -> assertThat(told).contains("could not be looked at"));
  }

  private Optional<String> run(CompletableFuture<Void> change) {
    return run(change, CompletableFuture.completedFuture(null));
  }

  private Optional<String> run(CompletableFuture<Void> change, CompletableFuture<Void> looked) {
    return new Succession(
            () -> {
              order.add("rules");
              return change;
            },
            () -> order.add("sign-in"),
            () -> {
              order.add("look");
              return looked;
            },
            () -> order.add("sessions"))
        .run(Duration.ZERO);
  }
}
