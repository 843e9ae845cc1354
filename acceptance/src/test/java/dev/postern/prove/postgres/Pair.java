package dev.postern.prove.postgres;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Two databases that are alike: one for each way. Has one conversation at a time. */
final class Pair implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(1_500);
  private static final Duration LONG_PATIENCE = Duration.ofSeconds(15);

  private final Rig rig;
  private final String directly;
  private final String through;
  private final Tables directTables;
  private final Tables throughTables;

  Pair(Rig rig, ServerUnderTest server, int number) throws IOException {
    this.rig = rig;
    this.directly = "direct" + number;
    this.through = "through" + number;
    this.directTables = Tables.in(server, directly);
    this.throughTables = Tables.in(server, through);
  }

  /**
   * What became of a conversation.
   *
   * @param direct what was heard directly
   */
  record Outcome(
      Transcript direct, Map<Tolerance, Integer> tolerated, Optional<Difference> difference) {}

  /** Has a conversation on both ways; a difference that haste may have made is looked at again. */
  Outcome have(Conversation conversation) throws IOException {
    Outcome outcome = once(conversation, PATIENCE);
    return outcome.difference().isPresent() ? once(conversation, LONG_PATIENCE) : outcome;
  }

  private Outcome once(Conversation conversation, Duration patience) throws IOException {
    directTables.reset();
    throughTables.reset();
    FutureTask<Transcript> there =
        begin(() -> {
          try (Peer peer = new Peer(rig.through(conversation.mode(), through))) {
            return peer.converse(conversation.through(), conversation, patience);
          }
        });
    Transcript heard;
    try (Peer peer = new Peer(rig.direct(directly))) {
      heard = peer.converse(conversation.direct(), conversation, patience);
    }
    Transcript heardThere = end(there);
    Comparison comparison = new Comparison(conversation.mode(), heard, heardThere);
    Optional<String> what = comparison.difference();
    if (what.isEmpty()) {
      List<String> left = directTables.content();
      List<String> right = throughTables.content();
      what =
          left.equals(right)
              ? Optional.empty()
              : Optional.of("the tables hold " + left + " and " + right);
    }
    return new Outcome(
        heard,
        comparison.tolerated(),
        what.map(
            text -> new Difference(conversation, text, new Difference.Both(heard, heardThere))));
  }

  private static <T> FutureTask<T> begin(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static <T> T end(FutureTask<T> task) throws IOException {
    try {
      return task.get();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", hurried);
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
  }

  @Override
  public void close() throws IOException {
    directTables.close();
    throughTables.close();
  }
}
