package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.net.Transport;
import dev.postern.kernel.audit.Leaf;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** One operation, socket to socket. */
class RelayTest {
  private static final String OK =
      "HTTP/1.1 200 OK\r\n"
          + "Content-Type: application/json\r\n"
          + "Content-Length: 11\r\n\r\n"
          + "{\"ok\":true}";

  @Test
  void relays_a_post_and_records_its_admission_and_its_end() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      Wire.Message answer = client.send(Rig.post("/call?x=1", "{\"a\":1}")).read();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"ok\":true}");
      assertThat(answer.field("content-type")).isEqualTo("application/json");
      Wire.Message asked = target.requests.element();
      assertThat(asked.first()).isEqualTo("POST /call?x=1 HTTP/1.1");
      assertThat(asked.body()).isEqualTo("{\"a\":1}");
      rig.gate.settled().join();
      assertThat(rig.ledger.leaves(Leaf.Admitted.class)).hasSize(1);
      assertThat(rig.ledger.leaves(Leaf.Closed.class).getFirst().outcome().end())
          .isEqualTo(Leaf.End.ANSWERED);
    }
  }

  @Test
  void relays_over_the_selector_too() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target, plan -> plan.transport = Transport.selector());
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/", "x")).read().body()).isEqualTo("{\"ok\":true}");
    }
  }

  @Test
  void answers_pipelined_requests_in_order_one_after_the_other() throws IOException {
    try (ScriptedTarget target =
            new ScriptedTarget((wire, asked) -> {
              while (true) {
                String body = asked.next().body();
                wire.send(
                    "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
              }
            });
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 20; i++) {
        requests.append(Rig.post("/n", "number " + i));
      }
      client.send(requests.toString());

      for (int i = 0; i < 20; i++) {
        assertThat(client.read().body()).isEqualTo("number " + i);
      }
      assertThat(target.connections).hasValue(1);
    }
  }

  @Test
  void reaches_no_target_when_the_ledger_is_down() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      rig.ledger.fail(true);

      Wire.Message answer = client.send(Rig.post("/call", "x")).read();

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.body()).isEqualTo("ledger_down");
      assertThat(target.connections).hasValue(0);
    }
  }

  @Test
  void reaches_no_target_when_policy_denies() throws IOException {
    try (ScriptedTarget target = ScriptedTarget.always(OK);
        Rig rig = new Rig(target);
        Wire client = rig.dial()) {
      assertThat(client.send(Rig.post("/denied", "x")).read().body()).isEqualTo("denied");
      assertThat(target.connections).hasValue(0);
      assertThat(rig.ledger.leaves(Leaf.Refused.class)).hasSize(1);
    }
  }
}
