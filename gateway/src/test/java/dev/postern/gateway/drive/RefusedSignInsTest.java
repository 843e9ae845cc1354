package dev.postern.gateway.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.gate.Lane;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.testkit.MemoryLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusedSignInsTest {
  private final MemoryLedger ledger = new MemoryLedger();
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final Lane lane = open();
  private final RefusedSignIns refused = new RefusedSignIns(lane);

  @Test
  void the_reason_that_the_caller_is_not_told_stands_in_the_ledger() {
    refuse("expired by issuer corp");
    lane.turn();

    Leaf.Noted noted = notes().getFirst();
    assertThat(noted.what()).isEqualTo("sign-in-refused");
    assertThat(noted.about())
        .containsEntry("reason", "expired by issuer corp")
        .containsEntry("audience", "https://gate/mcp/registry")
        .containsEntry("source", "127.0.0.1");
  }

  @Test
  void a_flood_is_counted_and_the_next_window_tells_how_many_were_not_written() {
    for (int i = 0; i < RefusedSignIns.WRITTEN + 7; i++) {
      refuse("bad-signature");
    }
    lane.turn();
    assertThat(notes()).hasSize(RefusedSignIns.WRITTEN);

    now = now.plus(RefusedSignIns.WINDOW);
    refuse("bad-signature");
    lane.turn();

    assertThat(notes()).hasSize(RefusedSignIns.WRITTEN + 1);
    assertThat(notes().getLast().about()).containsEntry("unlisted-before", "7");
  }

  private void refuse(String reason) {
    refused.refused("https://gate/mcp/registry", InetAddress.getLoopbackAddress(), reason);
  }

  private List<Leaf.Noted> notes() {
    return ledger.leaves(Leaf.Noted.class);
  }

  private Lane open() {
    Gate gate =
        new Gate(Operations.rules(1), new LiveStanding(Locks.NONE), () -> now, GateLimits.DEFAULT);
    try {
      return gate.open(ledger.open(0), Runnable::run, () -> {});
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
