package dev.postern.gateway.api;

import static dev.postern.gateway.api.ReadingWorld.SESSIONS;
import static dev.postern.gateway.api.ReadingWorld.json;
import static dev.postern.gateway.api.ReadingWorld.kinds;
import static dev.postern.gateway.api.ReadingWorld.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Lock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Following a session over REST while it goes on. */
class TailTest {
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
  void a_tail_tells_what_happens_next_and_nothing_twice() throws IOException {
    String tail = json(world.ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    ApiStand.Exchange following =
        world.ask("ana", SESSIONS + "/s-ana/recording?wait=20&scenes=false&tail=" + tail);
    assertThat(following.status()).isZero();
    assertThat(following.waits()).contains(Waiting.PAUSE);
    assertThat(following.lookAgain().status()).isZero();

    world.write("s-ben", person("ben"), "registry", "something else");
    assertThat(following.lookAgain().status()).isZero();
    world.write("s-ana", person("ana"), "registry", "another model");
    following.lookAgain();

    assertThat(following.status()).isEqualTo(200);
    assertThat(kinds(json(following))).containsExactly("allowed", "ended");
    assertThat(following.text()).contains("another model").doesNotContain("anas model");
    String next = json(following).path("tail").asString("");
    assertThat(kinds(json(world.ask("ana", SESSIONS + "/s-ana?tail=" + next)))).isEmpty();
  }

  @Test
  void a_tail_ends_at_its_time_with_nothing_new() {
    String tail = json(world.ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    ApiStand.Exchange following = world.ask("ana", SESSIONS + "/s-ana?wait=1&tail=" + tail);
    following.lookAgain();
    following.lookAgain();

    assertThat(following.status()).isEqualTo(200);
    assertThat(json(following).path("moments")).isEmpty();
    assertThat(json(following).path("tail").asString("")).isEqualTo(tail);
  }

  @Test
  void a_tail_ends_when_the_right_to_read_does() {
    String tail = json(world.ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    ApiStand.Exchange byRules = world.ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail);
    ApiStand.Exchange byLock = world.ask("olga:auditors", SESSIONS + "/s-ana?wait=20&tail=" + tail);
    world
        .loop
        .standing()
        .change(
            locks -> locks.with(new Lock(Lock.Scope.PERSON, "olga", "x", "y", world.loop.now())));
    world.loop.gate().review();
    world.loop.turns();
    assertThat(byLock.status()).isEqualTo(403);
    assertThat(byRules.status()).isZero();

    world.loop.gate().replace(ReadingWorld.rules("", 2));
    world.loop.turns();
    assertThat(byRules.status()).isEqualTo(403);
  }

  @Test
  @Tag("reaches:ApiSettings.mostWaiting")
  void so_many_wait_and_no_more_and_whoever_leaves_makes_room() {
    String tail = json(world.ask("ana", SESSIONS + "/s-ana")).path("tail").asString("");
    List<ApiStand.Exchange> waiting = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      waiting.add(world.ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail));
    }
    assertThat(waiting).allSatisfy(each -> assertThat(each.status()).isZero());
    assertThat(world.ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail).status()).isEqualTo(429);
    waiting.getFirst().leave();
    assertThat(world.ask("ana", SESSIONS + "/s-ana?wait=20&tail=" + tail).status()).isZero();
  }
}
