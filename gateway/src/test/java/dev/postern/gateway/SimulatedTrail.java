package dev.postern.gateway;

import dev.postern.kernel.approval.DeskTrail;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The control plane's own trail, for a world that may have it fail. */
public final class SimulatedTrail implements DeskTrail {
  private static final int REQUESTS = 3_000;

  private final Ledger.Segment requests;
  private final InstantSource clock;
  private final ControlTrail trail;
  private final DeskTrail desk;
  private int failures;

  /** On a ledger. */
  public SimulatedTrail(Ledger ledger, InstantSource clock) throws IOException {
    this.requests = ledger.open(REQUESTS);
    this.clock = clock;
    this.trail = new ControlTrail(ledger, clock);
    this.desk = new DeskNotes(trail);
  }

  /** Makes the next notes fail, as many as said. */
  public void failNext(int times) {
    failures = times;
  }

  @Override
  public void note(List<Request> requests) throws IOException {
    usable();
    desk.note(requests);
  }

  /** The entry of a request to the control plane, as its lane would write it; durable. */
  public EntryId asked(String by, String what) throws IOException {
    usable();
    EntryId id = requests.next();
    requests.append(List.of(Entry.of(new Leaf.Noted(id, clock.instant(), by, what, Map.of()))));
    return id;
  }

  /** Records something; durable when it returns. */
  public void note(String by, String what, Map<String, String> about) throws IOException {
    usable();
    trail.note(by, what, about);
  }

  private void usable() throws IOException {
    if (failures > 0) {
      failures--;
      throw new IOException("the ledger takes no entries");
    }
  }
}
