package dev.postern.gateway.api;

import static dev.postern.gateway.api.ReadingWorld.SESSIONS;
import static dev.postern.gateway.api.ReadingWorld.json;
import static dev.postern.gateway.api.ReadingWorld.kinds;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Lists of sessions and operations over REST: what is asked of them, and page after page. */
class ReadingPagesTest {
  @TempDir private Path directory;
  private ReadingWorld world;

  @BeforeEach
  void start() throws IOException {
    world = new ReadingWorld(directory);
  }

  @AfterEach
  void stop() throws IOException {
    world.close();
  }

  @Test
  void lists_are_filtered_and_paged() {
    assertThat(world.sessions("?person=ana")).containsExactly("s-agent", "s-ana");
    assertThat(world.sessions("?agent=assistant")).containsExactly("s-agent");
    assertThat(world.sessions("?target=vault")).containsExactly("s-vault");
    assertThat(world.sessions("?decision=refused")).isEmpty();
    assertThat(world.sessions("?request=" + world.first)).containsExactly("s-ana");
    assertThat(world.sessions("?until=2020-01-01T00:00:00Z")).isEmpty();
    List<String> paged = new ArrayList<>();
    String query = "?limit=1";
    while (!query.isEmpty()) {
      JsonNode page = json(world.ask("olga:auditors", SESSIONS + query));
      page.path("sessions").forEach(each -> paged.add(each.path("session").asString("")));
      JsonNode next = page.path("next");
      query =
          next.isMissingNode()
              ? ""
              : "?limit=1&after="
                  + next.path("after").asString("")
                  + "&behind="
                  + next.path("behind").asString("");
    }
    assertThat(paged).containsExactly("s-vault", "s-ben", "s-agent", "s-ana");
  }

  @Test
  void a_page_does_not_tell_what_comes_next_for_others() {
    ApiStand.Exchange page = world.ask("ana", SESSIONS + "?limit=1");

    assertThat(json(page).path("sessions").path(0).path("session").asString(""))
        .isEqualTo("s-agent");
    assertThat(json(page).path("next").path("behind").asString("")).isEqualTo("s-agent");
    assertThat(page.text()).doesNotContain("s-ben").doesNotContain("s-vault");
  }

  @Test
  void operations_go_on_where_a_page_ended_either_way() {
    for (String order : List.of("oldest", "newest")) {
      List<String> ids = new ArrayList<>();
      String after = "";
      do {
        JsonNode page =
            json(world.ask("olga:auditors", "/api/v1/operations?limit=1&order=" + order + after));
        page.path("operations").forEach(each -> ids.add(each.path("session").asString("")));
        String next = page.path("next").asString("");
        after = next.isEmpty() ? "" : "&after=" + next;
      } while (!after.isEmpty());
      List<String> expected = List.of("s-ana", "s-agent", "s-ben", "s-vault");
      assertThat(ids).isEqualTo(order.equals("oldest") ? expected : expected.reversed());
    }
    assertThat(
            json(world.ask("olga:auditors", "/api/v1/operations?person=ben&target=vault"))
                .path("operations"))
        .hasSize(1);
  }

  @Test
  void a_timeline_begins_where_it_is_told_to() {
    String one = SESSIONS + "/s-ana";
    assertThat(kinds(json(world.ask("ana", one)))).containsExactly("opened", "allowed", "ended");
    assertThat(kinds(json(world.ask("ana", one + "?from=%233")))).containsExactly("ended");
    assertThat(kinds(json(world.ask("ana", one + "?from=" + world.first))))
        .containsExactly("opened", "allowed", "ended");
    assertThat(kinds(json(world.ask("ana", one + "?decision=refused")))).containsExactly("opened");
    JsonNode page = json(world.ask("ana", one + "?limit=2"));
    assertThat(kinds(page)).containsExactly("opened", "allowed");
    assertThat(page.path("next").asString("")).isEqualTo("#3");
  }

  @Test
  void what_was_made_up_is_refused_and_gives_nothing() {
    for (String bad :
        List.of(
            "?after=1",
            "?after=99999999999999999999.1-1",
            "?after=1.%2e%2e",
            "?limit=0",
            "?limit=1000000",
            "?since=yesterday",
            "?since=-1000000000-01-01T00:00:00Z",
            "?decision=perhaps",
            "?request=..%2f..",
            "?columns=wide",
            "?zone=Mars")) {
      assertThat(world.ask("olga:auditors", SESSIONS + bad).status()).as(bad).isEqualTo(400);
    }
    for (String bad :
        List.of("?tail=x", "?tail=" + "1-1,".repeat(100) + "1-1", "?from=%23x", "?wait=3000")) {
      assertThat(world.ask("ana", SESSIONS + "/s-ana" + bad).status()).as(bad).isEqualTo(400);
    }
    assertThat(world.ask("ana", SESSIONS + "/s-ben?tail=1-1").status()).isEqualTo(404);
    for (String name :
        List.of("..%2f..%2fetc%2fpasswd", "..", "%00", "s-ana%2f..", "s-ana%0a", "S-ANA", "*")) {
      assertThat(world.ask("ana", SESSIONS + "/" + name).status()).as(name).isEqualTo(404);
    }
  }
}
