package dev.postern.prove.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** When a gateway is killed. */
enum Moment {
  /** While it starts and recovers what the last kill left, before clients are let in. */
  START {
    @Override
    void await(House house, Book book, Random random) throws InterruptedException {
      long until = System.nanoTime() + (long) (random.nextDouble() * house.gateway().lastStart());
      while (System.nanoTime() < until && !house.gateway().served()) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
  },
  /** Under load. */
  LOAD {
    @Override
    void await(House house, Book book, Random random) throws InterruptedException {
      loaded(book, random);
    }
  },
  /** Under load, while a file of the ledger gets its name: a part is full and another begins. */
  ROLL {
    @Override
    void await(House house, Book book, Random random) throws IOException, InterruptedException {
      loaded(book, random);
      Path segments = house.ledger().resolve("segments");
      long before = names(segments);
      long until = System.nanoTime() + LONGEST_WAIT_NANOS;
      while (names(segments) == before && System.nanoTime() < until) {
        Thread.onSpinWait();
      }
    }
  },
  /** Under load, while a checkpoint is signed. */
  CHECKPOINT {
    @Override
    void await(House house, Book book, Random random) throws IOException, InterruptedException {
      loaded(book, random);
      Path checkpoints = house.ledger().resolve("checkpoints");
      long before = Files.size(checkpoints);
      long until = System.nanoTime() + LONGEST_WAIT_NANOS;
      boolean ahead = random.nextBoolean();
      while (Files.size(checkpoints) == before && System.nanoTime() < until) {
        TimeUnit.MICROSECONDS.sleep(200);
      }
      if (ahead) {
        // Between the one that was just seen and the next: while the files are flushed for it.
        TimeUnit.MILLISECONDS.sleep(EVERY_MILLIS - random.nextInt(EARLY_MILLIS));
      }
    }
  },
  /** Under load, while the configuration is read again. */
  RELOAD {
    @Override
    void await(House house, Book book, Random random) throws InterruptedException {
      loaded(book, random);
      house.gateway().hangUp();
      TimeUnit.MICROSECONDS.sleep(random.nextInt(RELOAD_MICROS));
    }
  };

  private static final long LONGEST_WAIT_NANOS = 3_000_000_000L;
  private static final long LOAD_MILLIS = 120_000;
  private static final int ANSWERS = 80;
  private static final int MORE_MICROS = 15_000;
  private static final int RELOAD_MICROS = 60_000;
  private static final int EVERY_MILLIS = 1000;
  private static final int EARLY_MILLIS = 12;

  /** Waits for it. */
  abstract void await(House house, Book book, Random random)
      throws IOException, InterruptedException;

  /** The next one: most kills come under load. */
  static Moment next(Random random) {
    int of = random.nextInt(20);
    if (of < 8) {
      return LOAD;
    }
    if (of < 15) {
      return START;
    }
    if (of < 17) {
      return RELOAD;
    }
    return of < 19 ? ROLL : CHECKPOINT;
  }

  private static void loaded(Book book, Random random) throws InterruptedException {
    long wanted = book.answers() + 1 + random.nextInt(ANSWERS);
    if (!book.await(wanted, LOAD_MILLIS)) {
      throw new IllegalStateException("nobody was answered for " + LOAD_MILLIS + " ms");
    }
    TimeUnit.MICROSECONDS.sleep(random.nextInt(MORE_MICROS));
  }

  private static long names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".segment")).count();
    }
  }
}
