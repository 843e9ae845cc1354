package dev.postern.prove.kill;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that ask as long as the gateway is up, and wait while it is not. */
final class Crowd implements AutoCloseable {
  private static final int PAUSE_MILLIS = 5;

  /** Characters that a long call carries. */
  static final int LONG = 6000;

  private final House house;
  private final Book book;
  private final String round;
  private final List<Thread> threads = new ArrayList<>();
  private final Doorbell bell;

  private Crowd(House house, Book book, Doorbell bell, String round) {
    this.house = house;
    this.book = book;
    this.bell = bell;
    this.round = round;
  }

  /**
   * Gathers: three over MCP, one of them with long calls and one the official SDK's client, and
   * three at the database, one of them in a guarded session.
   *
   * @param name begins the name of every operation
   */
  static Crowd gather(House house, Book book, Doorbell bell, String name) {
    return gather(house, book, bell, name, 0);
  }

  /**
   * Gathers.
   *
   * @param padding how many characters the calls of the first carry
   */
  static Crowd gather(House house, Book book, Doorbell bell, String name, int padding) {
    Crowd crowd = new Crowd(house, book, bell, name);
    crowd.begin("m0", () -> ToolCaller.open(house, "m0", padding));
    crowd.begin("m1", () -> SdkCaller.open(house, "m1"));
    crowd.begin("m2", () -> ToolCaller.open(house, "m2", LONG));
    crowd.begin("p0", () -> RowCaller.open(house, "p0", "plain"));
    crowd.begin("p1", () -> RowCaller.open(house, "p1", "plain"));
    crowd.begin("p2", () -> RowCaller.open(house, "p2", "watched"));
    return crowd;
  }

  private void begin(String client, Caller.Opening opening) {
    threads.add(Thread.ofPlatform().daemon().start(() -> run(client, opening)));
  }

  private void run(String client, Caller.Opening opening) {
    int n = 0;
    try {
      while (bell.awaitUp()) {
        try (Caller caller = opening.open()) {
          while (bell.isUp()) {
            n++;
            ask(caller, client, "op-" + round + "-" + client + "-" + n);
          }
        } catch (IOException | SQLException lost) {
          book.heard(String.valueOf(lost.getMessage()));
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void ask(Caller caller, String client, String operation)
      throws IOException, SQLException, InterruptedException {
    book.sent(operation);
    switch (caller.ask(operation)) {
      case RESULT -> book.answered(client, operation);
      case REFUSED -> {
        book.refused(operation);
        book.heard(caller.heard());
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      }
    }
  }

  /** Everybody goes when they have heard of what they asked for. */
  @Override
  public void close() throws InterruptedException {
    bell.over();
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
