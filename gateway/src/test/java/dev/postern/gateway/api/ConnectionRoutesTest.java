package dev.postern.gateway.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Passwords and the places that they open, over REST. */
class ConnectionRoutesTest {
  private final ApiWorld world = new ApiWorld();

  @Test
  void a_minted_password_is_told_once_and_stands_nowhere_else() {
    ApiStand.Exchange answered =
        world.ask(
            "POST",
            "/api/v1/passwords",
            "analysts",
            "{\"target\":\"shop\",\"database\":\"orders\",\"account\":\"reporting\"}");

    assertThat(answered.status()).isEqualTo(201);
    assertThat(answered.fields()).contains(new Field("cache-control", "no-store"));
    assertThat(answered.text())
        .isEqualTo(
            "{\"account\":\"reporting\",\"database\":\"orders\",\"dbname\":\"shop/orders\","
                + "\"expires\":\"2026-03-01T12:10:00Z\",\"host\":\"gate.example\","
                + "\"password\":\"a-password\",\"port\":6432,"
                + "\"session_until\":\"2026-03-01T13:00:00Z\",\"target\":\"shop\",\"tls\":true,"
                + "\"user\":\"reporting~abcdefghijklmnop\"}");
    assertThat(world.ledger.entries()).isNotEmpty();
    assertThat(world.ledger.entries().toString())
        .contains("reporting")
        .doesNotContain("a-password");
  }

  @Test
  void a_password_for_no_database_is_for_the_targets_own() {
    String body = "{\"target\":\"shop\",\"account\":\"reporting\"}";
    assertThat(world.ask("POST", "/api/v1/passwords", "analysts", body).text())
        .contains("\"dbname\":\"shop/shop\"");
  }

  @Test
  void a_password_that_is_not_asked_for_properly_is_not_minted() {
    for (String body :
        List.of(
            "",
            "{\"target\":\"shop\"}",
            "{\"account\":\"reporting\"}",
            "{\"target\":\"shop\",\"account\":\"reporting\",\"database\":null}",
            "{\"target\":\"shop\",\"account\":\"reporting\",\"database\":7}",
            "{\"target\":\"shop\",\"account\":\"" + "x".repeat(64) + "\"}")) {
      assertThat(world.ask("POST", "/api/v1/passwords", "analysts", body).status())
          .as(body)
          .isEqualTo(400);
    }
    ApiStand.Exchange full =
        world.ask(
            "POST", "/api/v1/passwords", "analysts", "{\"target\":\"shop\",\"account\":\"full\"}");
    assertThat(full.status()).isEqualTo(429);
    assertThat(full.text()).contains("no room");
  }

  @Test
  void a_forbid_of_the_operators_takes_minting_and_the_list_away() {
    for (Route route : new ConnectionRoutes(world.desk).routes()) {
      String body = "{\"target\":\"shop\",\"account\":\"reporting\"}";
      assertThat(world.ask(route.method(), route.template(), "contractors", body).status())
          .isEqualTo(403);
    }
    assertThat(world.desk.asked).isZero();
  }

  @Test
  void connections_are_listed_in_order() {
    ApiStand.Exchange answered = world.ask("GET", "/api/v1/connections", "analysts", "");

    assertThat(answered.status()).isEqualTo(200);
    assertThat(
            answered
                .text()
                .replaceAll(".*?\"account\":\"(\\w+)\",\"database\":\"(\\w+)\"", "$1@$2 "))
        .startsWith("reporting@orders owner@shop reporting@shop ");
  }
}
