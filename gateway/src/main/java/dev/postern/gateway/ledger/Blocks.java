package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.EntryId;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * All blocks of an index, in as much room as they may have, or a little more. When it is used up
 * the oldest blocks of a file become one, two and two; when each file has one, the oldest are not
 * counted any more. Guarded by the index.
 */
final class Blocks {
  /** Room for a part of all there may be comes free before it is made again. */
  private static final int STEP = 8;

  private final long most;
  private final Predicate<Block> filled;
  private final Consumer<int[]> renumbered;
  private final List<Block> all = new ArrayList<>();
  private long room;
  private long due;

  /**
   * @param most how much room they may take, in octets; one for each file is kept whatever it takes
   * @param filled whether what is appended goes on in a block: it stays as it is
   * @param renumbered takes the number that each block has from now on
   */
  Blocks(long most, Predicate<Block> filled, Consumer<int[]> renumbered) {
    this.most = most;
    this.due = most;
    this.filled = filled;
    this.renumbered = renumbered;
  }

  /** The number that the next one has. */
  int next() {
    return all.size();
  }

  /** How much room they take, in octets. */
  long room() {
    return room;
  }

  /** A block was begun, which is the newest. */
  void add(Block block) {
    all.add(block);
    grew(block);
    if (room > due) {
      condense();
      // Not with every block that comes: all sessions are looked through for it.
      due = Math.max(most, room + most / STEP);
    }
  }

  /** More is known of a block. */
  void grew(Block block) {
    room += block.grown();
  }

  void clear() {
    all.clear();
    room = 0;
    due = most;
  }

  Extent extent(int number) {
    return all.get(number).extent();
  }

  private void condense() {
    boolean more = true;
    while (room > goal() && more) {
      // The newer half is asked for most: it comes last.
      more = condense(all.size() / 2) || condense(all.size());
    }
    for (Block block : all) {
      if (room > goal() && !block.uncounted() && !filled.test(block)) {
        block.forget();
        grew(block);
      }
    }
  }

  /** Below what there is, so that there is room for a while. */
  private long goal() {
    return most / 4 * 3;
  }

  /**
   * Puts blocks that lie side by side in a file together, two and two.
   *
   * @param among how many of the oldest
   * @return whether there were any
   */
  private boolean condense(int among) {
    Map<Path, Block> before = new HashMap<>();
    int[] numbers = new int[all.size()];
    List<Block> left = new ArrayList<>();
    for (Block block : all) {
      Block first = block.number() < among ? before.remove(block.file()) : null;
      if (first != null && !filled.test(block)) {
        numbers[block.number()] = numbers[first.number()];
        room += first.absorb(block);
      } else {
        numbers[block.number()] = left.size();
        left.add(block);
        before.put(block.file(), block);
      }
    }
    if (left.size() == all.size()) {
      return false;
    }
    for (int number = 0; number < left.size(); number++) {
      left.get(number).number(number);
    }
    all.clear();
    all.addAll(left);
    renumbered.accept(numbers);
    return true;
  }

  /** The blocks where a fitting cast asked for something between two times. */
  List<Extent> extents(Predicate<Cast> cast, Instant since, Instant until) {
    return all.stream()
        .filter(block -> block.extent().within(since, until))
        .filter(block -> block.any(cast))
        .map(Block::extent)
        .toList();
  }

  /** The blocks where entries of these names can stand. */
  List<Extent> extentsOf(Set<EntryId> entries) {
    return all.stream()
        .filter(block -> entries.stream().anyMatch(entry -> block.holds(entry.high(), entry.low())))
        .map(Block::extent)
        .toList();
  }

  /**
   * What fitting casts asked for in all blocks, those apart that a time cuts through, or of which
   * it is not known.
   */
  Counted counted(Predicate<Cast> cast, Instant since) {
    long[] counts = new long[3];
    List<Extent> cut = new ArrayList<>();
    for (Block block : all) {
      Extent extent = block.extent();
      if (extent.last().isBefore(since)) {
        continue;
      }
      if (block.uncounted() || extent.first().isBefore(since)) {
        if (block.any(cast)) {
          cut.add(extent);
        }
        continue;
      }
      block.tell(
          cast,
          (who, allowed, refused, held) -> {
            counts[0] += allowed;
            counts[1] += refused;
            counts[2] += held;
          });
    }
    return new Counted(counts[0], counts[1], counts[2], cut);
  }

  /**
   * How often something was asked.
   *
   * @param cut blocks that are not in the numbers: they may hold older leaves too
   */
  record Counted(long allowed, long refused, long held, List<Extent> cut) {}
}
