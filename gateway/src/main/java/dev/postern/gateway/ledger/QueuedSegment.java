package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Ledger;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** An open segment whose turns a {@link GroupCommit} writes and flushes. */
final class QueuedSegment extends LiveSegment {
  private final GroupCommit writer;
  private final LedgerSettings settings;
  private final AtomicInteger waiting = new AtomicInteger();
  private volatile boolean closing;

  QueuedSegment(FileLedger ledger, long segment, SegmentFiles files, GroupCommit writer) {
    super(ledger, segment, files);
    this.writer = writer;
    this.settings = ledger.settings();
  }

  @Override
  public void append(List<Entry> turn) throws IOException {
    CompletableFuture<Boolean> heard = new CompletableFuture<>();
    GroupCommit.Turn given = give(turn, new Settling(heard));
    try {
      heard.get(settings.longestWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException late) {
      if (late instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      if (given.giveUp()) {
        throw new IOException("the disk did not answer in time", late);
      }
      // Its end is decided and about to be told: no more than a moment.
      settle(heard);
    } catch (ExecutionException failed) {
      throw new IOException(String.valueOf(failed.getCause()), failed);
    }
  }

  @Override
  public void append(List<Entry> turn, Ledger.Receipt receipt) {
    give(turn, receipt);
  }

  @Override
  public void close() throws IOException {
    closing = true;
    CompletableFuture<Boolean> drained = new CompletableFuture<>();
    waiting.incrementAndGet();
    writer.add(new GroupCommit.Turn(this, List.of(), new Settling(drained)));
    try {
      drained.get(settings.longestWait().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | InterruptedException | ExecutionException late) {
      throw new IOException("the segment's turns are not on the disk", late);
    }
    super.close();
  }

  /** One turn has been answered. */
  void answered() {
    waiting.decrementAndGet();
  }

  private GroupCommit.Turn give(List<Entry> turn, Ledger.Receipt receipt) {
    if (closing) {
      throw new IllegalStateException("the segment is closed");
    }
    GroupCommit.Turn given = new GroupCommit.Turn(this, List.copyOf(turn), receipt);
    if (turn.isEmpty()) {
      receipt.durable();
    } else if (waiting.incrementAndGet() > settings.waitingTurns()) {
      waiting.decrementAndGet();
      receipt.failed(new IOException("too many turns wait for the disk"));
    } else {
      writer.add(given);
    }
    return given;
  }

  private static void settle(CompletableFuture<Boolean> heard) throws IOException {
    try {
      heard.join();
    } catch (java.util.concurrent.CompletionException failed) {
      throw new IOException(String.valueOf(failed.getCause()), failed);
    }
  }

  /** Completes a future. */
  private record Settling(CompletableFuture<Boolean> heard) implements Ledger.Receipt {
    @Override
    public void durable() {
      heard.complete(true);
    }

    @Override
    public void failed(IOException why) {
      heard.completeExceptionally(why);
    }
  }
}
