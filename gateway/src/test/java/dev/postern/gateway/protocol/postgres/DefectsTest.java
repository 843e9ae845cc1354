package dev.postern.gateway.protocol.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.gateway.session.ScriptedStream;
import dev.postern.testkit.ScriptedPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A defect of ours is told, without what the session was looking at and without end. */
class DefectsTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(Defects.class);
  private final ListAppender<ILoggingEvent> told = new ListAppender<>();

  @BeforeEach
  void listen() {
    told.start();
    logger.addAppender(told);
  }

  @AfterEach
  void stop() {
    logger.detachAppender(told);
  }

  @Test
  void a_session_that_a_defect_ends_is_told_without_what_it_looked_at() {
    PostgresWorld world =
        PostgresWorld.withStatements(
            ScriptedPolicy.OPEN,
            (conversation, opened, ready) -> {
              throw new IllegalStateException("SELECT secret");
            });
    ScriptedStream stream = world.ready();

    assertThat(stream.done()).isTrue();
    assertThat(world.sessions.defects()).isEqualTo(1);
    assertThat(told.list)
        .singleElement()
        .satisfies(event ->
            assertThat(event.getFormattedMessage())
                .contains("IllegalStateException", "DefectsTest.java")
                .doesNotContain("secret"));
  }

  @Test
  void so_many_are_told_in_a_while_and_all_are_counted() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Defects defects = new Defects(now::get);
    for (int i = 0; i < 3 * Defects.TOLD; i++) {
      defects.found(new IllegalStateException());
    }
    assertThat(told.list).hasSize(Defects.TOLD);
    now.set(Instant.EPOCH.plus(Defects.WINDOW).plus(Duration.ofMillis(1)));
    defects.found(new IllegalStateException());

    assertThat(defects.count()).isEqualTo(3 * Defects.TOLD + 1);
    assertThat(told.list.getLast().getFormattedMessage())
        .contains(2 * Defects.TOLD + " of them not told");
  }
}
