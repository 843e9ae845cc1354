package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.operation.Forwarded;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A passage that one session asked for and another closes, as an answer closes its question. */
@Timeout(60)
class ClosedElsewhereTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private record Question(Passage passage) implements Note {}

  private record Settled() implements Note {}

  private final CountDownLatch closerJoined = new CountDownLatch(1);

  @Test
  void the_session_that_asked_for_it_ends_without_a_fault() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Driver.class);
    ListAppender<ILoggingEvent> faults = new ListAppender<>();
    faults.start();
    logger.addAppender(faults);
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig =
            new Rig(
                target,
                plan ->
                    plan.sessions =
                        Optional.of(with -> new ScriptSession(with.heard, this::plays)));
        Wire closer = rig.dial();
        Wire asker = rig.dial()) {
      closer.send("GET /closer HTTP/1.1\r\nHost: localhost\r\n\r\n");
      closerJoined.await();

      assertThat(asker.send(Rig.post("/asker", "")).read().body()).isEqualTo("asked");
      assertThat(closer.read().body()).isEqualTo("closed");
      rig.gate.settled().join();
      assertThat(rig.ledger.leaves(Leaf.Closed.class))
          .singleElement()
          .extracting(closed -> closed.outcome().end())
          .isEqualTo(Leaf.End.ANSWERED);
      assertThat(faults.list).isEmpty();
    } finally {
      logger.detachAppender(faults);
    }
  }

  private void plays(Event event, Consumer<Command> out) {
    switch (event) {
      case Event.Requested(RequestHead head) -> {
        out.accept(new Command.Join(head.path()));
        if (head.path().equals("/closer")) {
          closerJoined.countDown();
        } else {
          out.accept(new Command.DraftIt(1, Operations.describe(head)));
        }
      }
      case Event.Drafted drafted ->
          out.accept(new Command.Admit(1, drafted.draft(), Forwarded.NOTHING));
      case Event.Decided decided ->
          out.accept(new Command.Tell("/closer", new Question((Passage) decided.verdict())));
      case Event.Told(Question(Passage passage)) -> {
        out.accept(new Command.Close(passage, Ending.of(Leaf.End.ANSWERED)));
        out.accept(new Command.Tell("/asker", new Settled()));
        ScriptSession.answer("closed", out);
      }
      case Event.Told settled -> ScriptSession.answer("asked", out);
      default -> {}
    }
  }
}
