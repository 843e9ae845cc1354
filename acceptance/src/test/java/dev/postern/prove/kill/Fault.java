package dev.postern.prove.kill;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What goes wrong with a disk, and ends again. */
enum Fault {
  /** It is full: really, on a file system in memory that another file takes all of. */
  FULL {
    @Override
    void begin(Rig rig) throws IOException {
      byte[] block = new byte[BLOCK];
      try (OutputStream filler = Files.newOutputStream(rig.filler())) {
        while (true) {
          filler.write(block);
        }
      } catch (IOException full) {
        // The rest, octet by octet in the end.
        try (OutputStream last = Files.newOutputStream(rig.lastFiller())) {
          while (true) {
            last.write(0);
          }
        } catch (IOException wholly) {
          return;
        }
      }
    }

    @Override
    void end(Rig rig) throws IOException {
      Files.deleteIfExists(rig.filler());
      Files.deleteIfExists(rig.lastFiller());
    }
  },
  /** Flushes fail. */
  FLUSH {
    @Override
    void begin(Rig rig) {
      rig.set(Rig.Word.FLUSH, EIO);
    }
  },
  /** Writes fail. */
  WRITE {
    @Override
    void begin(Rig rig) {
      rig.set(Rig.Word.WRITE, EIO);
    }
  },
  /** It was mounted read-only: nothing can be written, made or renamed. */
  READ_ONLY {
    @Override
    void begin(Rig rig) {
      rig.set(Rig.Word.WRITE, EROFS);
      rig.set(Rig.Word.NAMES, EROFS);
    }
  },
  /** Writes take a part of what they are given. */
  SHORT {
    @Override
    void begin(Rig rig) {
      rig.set(Rig.Word.SHORT, 100);
    }
  },
  /** Every write and every flush takes its time. */
  SLOW {
    @Override
    void begin(Rig rig) {
      rig.set(Rig.Word.SLOW, 15_000);
    }
  },
  /** The data folder is moved away, and back. */
  GONE {
    @Override
    void begin(Rig rig) throws IOException {
      Files.move(rig.data(), away(rig));
    }

    @Override
    void end(Rig rig) throws IOException {
      Files.move(away(rig), rig.data());
    }

    private Path away(Rig rig) {
      return rig.data().resolveSibling("away");
    }
  };

  private static final int EIO = 5;
  private static final int EROFS = 30;
  private static final int BLOCK = 1 << 16;

  abstract void begin(Rig rig) throws IOException;

  void end(Rig rig) throws IOException {
    rig.calm();
  }

  /** Whether operations have to be refused while it lasts. */
  boolean refuses(Levels levels) {
    return switch (this) {
      case FULL, WRITE, READ_ONLY, GONE -> true;
      // At the other level nothing waits for a flush but the checkpoints.
      case FLUSH -> levels == Levels.POWER_LOSS;
      case SHORT, SLOW -> false;
    };
  }

  /** Whether {@code /readyz} has to tell of it. */
  boolean tells() {
    return switch (this) {
      case FULL, FLUSH, WRITE, READ_ONLY, GONE -> true;
      case SHORT, SLOW -> false;
    };
  }
}
