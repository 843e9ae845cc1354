package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reloading and draining over REST. */
class GatewayRoutesTest {
  private final ApiWorld world = new ApiWorld();

  @Test
  void a_configuration_that_was_not_taken_is_told_line_by_line() {
    world.problems.add("postern.yaml:3:1: no such key");

    ApiStand.Exchange answered = world.ask("POST", "/api/v1/reload", "administrators", "");

    assertThat(answered.status()).isEqualTo(422);
    assertThat(answered.text()).contains("postern.yaml:3:1: no such key");
  }

  @Test
  void a_reload_that_is_only_checked_says_what_it_would_change() {
    ApiStand.Exchange fine =
        world.ask("POST", "/api/v1/reload", "administrators", "{\"check\":true}");
    assertThat(fine.status()).isEqualTo(200);
    assertThat(fine.text()).contains("\"rule a is new\"").doesNotContain("epoch");

    world.problems.add("a.cedar:1:1: wrong");
    assertThat(world.ask("POST", "/api/v1/reload", "administrators", "{\"check\":true}").status())
        .isEqualTo(422);
  }

  @Test
  void a_reload_that_has_not_reached_every_loop_is_not_told_as_done() {
    world.unsettled = Optional.of("an event loop has not ended its turn within 10 s");

    ApiStand.Exchange answered = world.ask("POST", "/api/v1/reload", "administrators", "");

    assertThat(answered.status()).isEqualTo(504);
    assertThat(answered.text()).contains("reloaded, but an event loop has not ended its turn");
  }

  @Test
  void a_drain_is_asked_for_with_a_bounded_time_and_says_how_far_it_is() {
    ApiStand.Exchange begun =
        world.ask("POST", "/api/v1/drain", "administrators", "{\"seconds\":90}");

    assertThat(begun.status()).isEqualTo(200);
    assertThat(world.drain.within).containsExactly(Optional.of(Duration.ofSeconds(90)));
    assertThat(begun.text())
        .isEqualTo(
            "{\"cut\":0,\"held\":1,\"left-seconds\":2,\"operations\":2,\"sessions\":3,"
                + "\"stage\":\"draining\"}");
    for (String wrong : List.of("-1", "3601", "1.5", "\"9\"", "null", "9999999999")) {
      assertThat(
              world
                  .ask("POST", "/api/v1/drain", "administrators", "{\"seconds\":" + wrong + "}")
                  .status())
          .as(wrong)
          .isEqualTo(400);
    }
    assertThat(world.drain.within).hasSize(1);
    assertThat(world.ask("GET", "/api/v1/drain", "administrators", "").text())
        .isEqualTo(begun.text());
  }
}
