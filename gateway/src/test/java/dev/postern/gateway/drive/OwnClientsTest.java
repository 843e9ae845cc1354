package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.drive.OwnClient.Heard;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gateway as a client of its own sessions is treated as every client is. */
@Timeout(60)
class OwnClientsTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final SignIn ITSELF =
      new SignIn(
          Principal.of(
              new Party(
                  Party.Kind.POSTERN,
                  new Identity("gateway", "test"),
                  "tester",
                  Set.of(),
                  Optional.empty())),
          Instant.EPOCH,
          Instant.MAX,
          "own");

  @Test
  void it_hears_the_answer_that_a_client_would_be_shown() throws Exception {
    try (ScriptedTarget target = answering("hello");
        Rig rig = new Rig(target)) {
      List<Heard> heard = all(ask(rig, 10_000));

      assertThat(heard.getFirst())
          .isInstanceOfSatisfying(
              Heard.Head.class, head -> assertThat(head.head().status()).isEqualTo(200));
      assertThat(text(heard)).isEqualTo("hello");
      assertThat(heard.getLast()).isEqualTo(new Heard.Whole());
    }
  }

  @Test
  void nothing_is_sent_while_the_ledger_takes_nothing() throws Exception {
    AtomicInteger reached = new AtomicInteger();
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              reached.incrementAndGet();
              wire.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
            });
        Rig rig = new Rig(target)) {
      rig.ledger.fail(true);

      assertThat(text(all(ask(rig, 10_000)))).isEqualTo("ledger_down");

      assertThat(reached).hasValue(0);
    }
  }

  @Test
  void an_answer_that_is_longer_than_was_said_is_cut_and_not_kept() throws Exception {
    try (ScriptedTarget target = answering("x".repeat(5_000));
        Rig rig = new Rig(target)) {
      List<Heard> heard = all(ask(rig, 1_000));

      assertThat(heard.getLast())
          .isInstanceOfSatisfying(
              Heard.Cut.class, cut -> assertThat(cut.why()).contains("longer than 1000 octets"));
      assertThat(text(heard).length()).isLessThanOrEqualTo(1_000);
    }
  }

  @Test
  void it_is_who_the_gateway_says_and_no_proof_of_anybody_else_is_looked_at() throws Exception {
    try (ScriptedTarget target = answering("");
        Rig rig =
            new Rig(
                target,
                plan ->
                    plan.sessions =
                        Optional.of(of ->
                            new ScriptSession(
                                of.heard,
                                (event, out) -> {
                                  if (event instanceof Event.ReceivedAll) {
                                    out.accept(new Command.Prove("anything", "audience"));
                                  } else if (event instanceof Event.SignedIn) {
                                    out.accept(new Command.HangUp());
                                    out.accept(new Command.Done());
                                  }
                                })))) {
      all(ask(rig, 1_000));

      assertThat(rig.heard).contains(new Event.SignedIn(ITSELF));
    }
  }

  @Test
  void it_leaves_as_a_client_does_that_has_gone() throws Exception {
    try (ScriptedTarget target = new ScriptedTarget((wire, asked) -> {});
        Rig rig = new Rig(target)) {
      ask(rig, 1_000).close();

      Awaiting.until(() -> rig.heard.stream().anyMatch(Event.ClientGone.class::isInstance));
      Awaiting.until(() -> rig.plane.sessions() == 0);
    }
  }

  private static ScriptedTarget answering(String body) throws IOException {
    return ScriptedTarget.always(
        "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
  }

  private static OwnClient ask(Rig rig, long most) {
    RequestHead head = new RequestHead("POST", "/x", "", List.of());
    return new OwnClients(rig.plane)
        .ask(ITSELF, new OwnClients.Asked(head, "{}".getBytes(StandardCharsets.US_ASCII)), most);
  }

  private static List<Heard> all(OwnClient client) throws InterruptedException {
    List<Heard> heard = new ArrayList<>();
    while (heard.isEmpty()
        || !(heard.getLast() instanceof Heard.Whole || heard.getLast() instanceof Heard.Cut)) {
      heard.add(client.next(LONG).orElseThrow(() -> new AssertionError("nothing came")));
    }
    return heard;
  }

  private static String text(List<Heard> heard) {
    StringBuilder text = new StringBuilder();
    for (Heard each : heard) {
      if (each instanceof Heard.Bytes(byte[] bytes)) {
        text.append(new String(bytes, StandardCharsets.UTF_8));
      }
    }
    return text.toString();
  }
}
