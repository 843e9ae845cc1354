package dev.postern.kernel.gate;

import dev.postern.kernel.policy.Budget;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is left of a grant's budget. Nothing is taken twice, whatever lanes take at once. Any
 * thread.
 */
public final class Purse {
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private final Budget budget;
  private final AtomicLong operations;
  private final AtomicLong rows;
  private final AtomicLong bytes;
  private final AtomicLong running = new AtomicLong();
  private final AtomicBoolean empty = new AtomicBoolean();

  /**
   * What was taken of a budget.
   *
   * @param operations how many operations were admitted
   * @param rows how many rows were shown
   * @param bytes how many bytes were shown
   */
  public record Spent(long operations, long rows, long bytes) {
    /** Nothing yet. */
    public static final Spent NOTHING = new Spent(0, 0, 0);
  }

  /** A purse of which something was spent already. */
  public Purse(Budget budget, Spent spent) {
    this.budget = budget;
    this.operations = left(budget.operations(), spent.operations());
    this.rows = left(budget.rows(), spent.rows());
    this.bytes = left(budget.bytes(), spent.bytes());
    look();
  }

  private static AtomicLong left(OptionalLong bound, long spent) {
    return new AtomicLong(
        bound.isPresent() ? Math.max(0, bound.getAsLong() - spent) : UNBOUNDED - spent);
  }

  /** Whether it bounds anything. */
  public boolean bounds() {
    return budget.bounds();
  }

  /** Whether another operation may rest on it. */
  boolean affords() {
    return !empty.get() && operations.get() > 0;
  }

  /**
   * Reserves an operation; it ends by {@link #ended} or {@link #giveBack}.
   *
   * @return false where nothing is left
   */
  boolean take() {
    if (empty.get() || !taken(operations, 1)) {
      return false;
    }
    running.incrementAndGet();
    return true;
  }

  /** An operation that was reserved does not run. */
  void giveBack() {
    operations.incrementAndGet();
    running.decrementAndGet();
  }

  /** An operation that was reserved has ended. */
  void ended() {
    running.decrementAndGet();
    look();
  }

  /**
   * Takes for what is to be shown; where it is more than what is left the purse is empty.
   *
   * @return whether there was enough
   */
  boolean take(long moreRows, long moreBytes) {
    boolean enough = !empty.get() && taken(rows, moreRows) && taken(bytes, moreBytes);
    if (!enough) {
      empty.set(true);
    }
    return enough;
  }

  /** Takes for what was shown, all that there is at most. */
  void settle(long moreRows, long moreBytes) {
    rows.updateAndGet(left -> Math.max(0, left - moreRows));
    bytes.updateAndGet(left -> Math.max(0, left - moreBytes));
    look();
  }

  private void look() {
    boolean used = operations.get() == 0 && running.get() == 0;
    if (used || rows.get() == 0 || bytes.get() == 0) {
      empty.set(true);
    }
  }

  private static boolean taken(AtomicLong from, long count) {
    return from.getAndUpdate(left -> left < count ? left : left - count) >= count;
  }

  /** Whether it is spent: nothing rests on it any more. */
  public boolean empty() {
    return empty.get();
  }

  /** What was taken so far. */
  public Spent spent() {
    return new Spent(
        taken(budget.operations(), operations),
        taken(budget.rows(), rows),
        taken(budget.bytes(), bytes));
  }

  private static long taken(OptionalLong bound, AtomicLong left) {
    return bound.orElse(UNBOUNDED) - left.get();
  }

  /** What ran out, in words; empty while nothing did. */
  Optional<String> told() {
    return empty.get()
        ? Optional.of("its budget of " + budget.told() + " is spent")
        : Optional.empty();
  }
}
