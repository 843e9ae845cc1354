package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.gateway.session.Event;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** An end that somebody asked for is no fault. */
class StoppingTest {
  @Test
  void a_gateway_that_stops_with_open_sessions_tells_of_no_fault() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Driver.class);
    ListAppender<ILoggingEvent> told = new ListAppender<>();
    told.start();
    logger.addAppender(told);
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedTarget target = ScriptedTarget.always("")) {
      try (Rig rig =
              new Rig(
                  target,
                  plan ->
                      plan.sessions =
                          Optional.of(with ->
                              new ScriptSession(
                                  with.heard,
                                  (event, out) -> {
                                    if (event instanceof Event.Requested) {
                                      asked.countDown();
                                    }
                                  })));
          Wire client = rig.dial()) {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
        asked.await();
      }
      assertThat(told.list)
          .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
          .isEmpty();
    } finally {
      logger.detachAppender(told);
    }
  }
}
