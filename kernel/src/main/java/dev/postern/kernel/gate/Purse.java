package dev.postern.kernel.gate;

import dev.postern.kernel.policy.Budget;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What is left of a grant's budget. Nothing is taken twice, whatever lanes take at once. Any
 * thread.
 */
public final class Purse {
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private final Budget budget;
  private final AtomicReference<Operations> operations;
  private final AtomicLong rows;
  private final AtomicLong bytes;
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

  /** How many operations are left, and how many of those that were taken have not ended. */
  private record Operations(long left, long running) {
    Operations take() {
      return left > 0 ? new Operations(left - 1, running + 1) : this;
    }

    Operations giveBack() {
      return new Operations(left + 1, running - 1);
    }

    Operations end() {
      return new Operations(left, running - 1);
    }

    boolean used() {
      return left == 0 && running == 0;
    }
  }

  /** A purse of which something was spent already. */
  public Purse(Budget budget, Spent spent) {
    this.budget = budget;
    this.operations =
        new AtomicReference<>(new Operations(left(budget.operations(), spent.operations()), 0));
    this.rows = new AtomicLong(left(budget.rows(), spent.rows()));
    this.bytes = new AtomicLong(left(budget.bytes(), spent.bytes()));
    look();
  }

  private static long left(OptionalLong bound, long spent) {
    return bound.isPresent() ? Math.max(0, bound.getAsLong() - spent) : UNBOUNDED - spent;
  }

  /** Whether it bounds anything. */
  public boolean bounds() {
    return budget.bounds();
  }

  /** Whether another operation may rest on it. */
  boolean affords() {
    return !empty.get() && operations.get().left() > 0;
  }

  /**
   * Reserves an operation; it ends by {@link #ended} or {@link #giveBack}.
   *
   * @return false where nothing is left
   */
  boolean take() {
    return !empty.get() && operations.getAndUpdate(Operations::take).left() > 0;
  }

  /** An operation that was reserved does not run. */
  void giveBack() {
    operations.updateAndGet(Operations::giveBack);
  }

  /** An operation that was reserved has ended. */
  void ended() {
    operations.updateAndGet(Operations::end);
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
    if (operations.get().used() || rows.get() == 0 || bytes.get() == 0) {
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
        taken(budget.operations(), operations.get().left()),
        taken(budget.rows(), rows.get()),
        taken(budget.bytes(), bytes.get()));
  }

  private static long taken(OptionalLong bound, long left) {
    return bound.orElse(UNBOUNDED) - left;
  }

  /** What ran out, in words; empty while nothing did. */
  Optional<String> told() {
    return empty.get()
        ? Optional.of("its budget of " + budget.told() + " is spent")
        : Optional.empty();
  }
}
