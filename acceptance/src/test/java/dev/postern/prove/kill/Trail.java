package dev.postern.prove.kill;

import dev.postern.gateway.ledger.LedgerReader;
import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingScan;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a ledger says of the operations of a house, by their names. */
final class Trail {
  private static final Pattern OPERATION = Pattern.compile("(op|ask)-[0-9a-z-]+");

  private final Map<EntryId, String> asked = new HashMap<>();
  private final Map<String, Told> told = new HashMap<>();
  private final List<Leaf.Noted> notes = new ArrayList<>();
  private int leaves;
  private long unknown;

  /**
   * What is told of one operation. In the extended protocol it has several entries.
   *
   * @param admitted the place of its first admission among all leaves; negative when it has none
   * @param worst the end that says least of its entries; empty when one has none
   */
  record Told(int admitted, Optional<Leaf.End> worst) {}

  private Trail() {}

  /** Reads a ledger that nobody writes to. */
  static Trail of(Path ledger) throws IOException {
    Trail trail = new Trail();
    try (Stream<Path> files = Files.list(ledger.resolve("recordings"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".recordings")).toList()) {
        trail.read(file);
      }
    }
    LedgerReader.of(ledger).leaves(trail::saw);
    return trail;
  }

  private void read(Path file) throws IOException {
    try (ByteSource source = new Octets(new RandomAccessFile(file.toFile(), "r"))) {
      RecordingScan scan = new RecordingScan(source);
      for (RecordingScan.Found each = scan.next();
          !(each instanceof RecordingScan.Found.Nothing);
          each = scan.next()) {
        if (each instanceof RecordingScan.Found.Kept kept
            && kept.recording().side() == Recording.Side.ASKED) {
          Matcher name = OPERATION.matcher(kept.recording().content().toString());
          if (name.find()) {
            asked.put(kept.recording().of(), name.group());
          }
        }
      }
    }
  }

  private record Octets(RandomAccessFile file) implements ByteSource {
    @Override
    public int read(long at, byte[] into, int from, int count) throws IOException {
      file.seek(at);
      int all = 0;
      for (int got = 0; all < count && got >= 0; all += Math.max(0, got)) {
        got = file.read(into, from + all, count - all);
      }
      return all;
    }

    @Override
    public long size() throws IOException {
      return file.length();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private void saw(Leaf leaf) {
    int place = leaves++;
    switch (leaf) {
      case Leaf.Admitted admitted -> admitted(asked.get(admitted.id()), place);
      case Leaf.Closed closed -> {
        ended(asked.get(closed.of()), closed.outcome().end());
        if (closed.outcome().end() == Leaf.End.UNKNOWN) {
          unknown++;
        }
      }
      case Leaf.Refused refused -> {}
      case Leaf.Noted noted -> notes.add(noted);
    }
  }

  private void admitted(@org.jspecify.annotations.Nullable String name, int place) {
    if (name != null) {
      told.putIfAbsent(name, new Told(place, Optional.empty()));
    }
  }

  private void ended(@org.jspecify.annotations.Nullable String name, Leaf.End end) {
    if (name != null) {
      Told before = told.getOrDefault(name, new Told(-1, Optional.empty()));
      boolean worse = before.worst().filter(each -> each != Leaf.End.ANSWERED).isPresent();
      told.put(name, new Told(before.admitted(), worse ? before.worst() : Optional.of(end)));
    }
  }

  /** What is told of an operation; empty for nothing. */
  Optional<Told> of(String operation) {
    return Optional.ofNullable(told.get(operation));
  }

  /** All operations. */
  Map<String, Told> all() {
    return Map.copyOf(told);
  }

  /** What happened to the gateway itself. */
  List<Leaf.Noted> notes() {
    return List.copyOf(notes);
  }

  /** How many leaves were closed as unknown. */
  long unknown() {
    return unknown;
  }

  int leaves() {
    return leaves;
  }
}
