package dev.postern.gateway;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control plane's own segment of the ledger: what happened to the gateway itself. Any thread.
 */
final class ControlTrail implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ControlTrail.class);

  /** Above every event loop's number, below the ledger's own. */
  private static final int SEGMENT = 4000;

  private final Ledger.Segment segment;
  private final InstantSource clock;

  ControlTrail(Ledger ledger, InstantSource clock) throws IOException {
    this.segment = ledger.open(SEGMENT);
    this.clock = clock;
  }

  /**
   * Records something; durable when it returns.
   *
   * @throws IOException when it could not be recorded
   */
  void note(String by, String what, Map<String, String> about) throws IOException {
    note(List.of(new Note(by, what, about)));
  }

  /** Something that happened: by whom, what, and what is to be known of it. */
  record Note(String by, String what, Map<String, String> about) {}

  /**
   * Records several things in their order, all or none; durable when it returns.
   *
   * @throws IOException when they could not be recorded
   */
  synchronized void note(List<Note> notes) throws IOException {
    segment.append(notes.stream().map(this::entry).toList());
  }

  /** Records something that is not worth failing for: what cannot be recorded is logged. */
  void noteQuietly(String by, String what, Map<String, String> about) {
    try {
      note(by, what, about);
    } catch (IOException failed) {
      LOG.error("'{}' could not be recorded: {}", what, failed.toString());
    }
  }

  private Entry entry(Note note) {
    return Entry.of(
        new Leaf.Noted(segment.next(), clock.instant(), note.by(), note.what(), note.about()));
  }

  @Override
  public synchronized void close() throws IOException {
    segment.close();
  }
}
