package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest extends LedgerContract {
  private final MemoryLedger ledger = new MemoryLedger();

  @Override
  protected Ledger ledger() {
    return ledger;
  }

  @Override
  protected void broken(boolean fails) {
    ledger.fail(fails);
  }

  @Override
  protected List<Leaf> stored() {
    return ledger.leaves();
  }

  @Test
  void a_slow_ledger_answers_when_it_settles() throws IOException {
    List<String> heard = new ArrayList<>();
    Ledger.Receipt receipt =
        new Ledger.Receipt() {
          @Override
          public void durable() {
            heard.add("durable");
          }

          @Override
          public void failed(IOException why) {
            heard.add("failed");
          }
        };
    ledger.slow(true);
    try (Ledger.Segment segment = ledger.open(0)) {
      Entry entry = Leaves.noted(segment, Leaves.START, "started");
      segment.append(List.of(entry), receipt);
      assertThat(heard).isEmpty();
      assertThat(ledger.entries()).isEmpty();
      ledger.settle();
      assertThat(heard).containsExactly("durable");
      ledger.failNext(1);
      segment.append(List.of(entry), receipt);
      ledger.settle();
      assertThat(heard).containsExactly("durable", "failed");
      assertThat(ledger.entries()).containsExactly(entry);
    }
  }

  @Test
  void recordings_are_found_by_their_entry() throws IOException {
    try (Ledger.Segment segment = ledger.open(0)) {
      Entry admitted = Leaves.admitted(segment, Leaves.START, "churn-v3");
      Entry closed = Leaves.closed(segment, Leaves.START, admitted.leaf().id());
      segment.append(List.of(admitted, closed));
      assertThat(ledger.recordings(admitted.leaf().id())).hasSize(3);
      assertThat(ledger.leaves(Leaf.Closed.class)).containsExactly((Leaf.Closed) closed.leaf());
    }
  }
}
