package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The real disk, and beside it a log of everything that was asked of it, from which it tells what
 * would be left had the machine lost its power at any moment: what was forced, and of what was not
 * nothing, some sectors, or all. A name counts when its directory was forced behind it; names that
 * were not forced may be lost from any one on.
 */
final class ForgetfulDisk extends DiskOver {
  private static final int SECTOR = 512;

  private final Disk real;
  private final Path root;
  private final List<Happening> log = new ArrayList<>();
  private final Map<Path, Integer> named = new HashMap<>();
  private int files;

  /** How much of what was not forced is left. */
  enum Left {
    NOTHING,
    SOME,
    ALL
  }

  private sealed interface Happening {
    record Wrote(int file, long at, byte[] octets) implements Happening {}

    record Cut(int file, long size) implements Happening {}

    record Forced(int file, int upTo) implements Happening {}

    record Named(int file, Path to) implements Happening {}

    record Renamed(Path from, Path to) implements Happening {}

    record Removed(Path name) implements Happening {}

    record NamesForced(Path directory, int upTo) implements Happening {}
  }

  /**
   * A disk.
   *
   * @param root the directory that is told of
   */
  ForgetfulDisk(Path root) {
    this(root, new RealDisk());
  }

  private ForgetfulDisk(Path root, Disk real) {
    super(real);
    this.root = root;
    this.real = real;
  }

  @Override
  public synchronized void move(Path from, Path to) throws IOException {
    real.move(from, to);
    add(new Happening.Renamed(from, to));
    Integer file = named.remove(from);
    if (file != null) {
      named.put(to, file);
    }
  }

  @Override
  public synchronized void remove(Path path) throws IOException {
    real.remove(path);
    add(new Happening.Removed(path));
    named.remove(path);
  }

  /** How much has happened. */
  synchronized int now() {
    return log.size();
  }

  private synchronized void add(Happening what) {
    log.add(what);
  }

  @Override
  public synchronized Handle create(Path path) throws IOException {
    Handle handle = real.create(path);
    Integer known = named.get(path);
    if (known != null) {
      add(new Happening.Cut(known, 0));
      return new Told(known, path, handle);
    }
    int file = files++;
    named.put(path, file);
    add(new Happening.Named(file, path));
    return new Told(file, path, handle);
  }

  @Override
  public synchronized Handle open(Path path) throws IOException {
    return new Told(named.getOrDefault(path, -1), path, real.open(path));
  }

  @Override
  public void force(Path directory) throws IOException {
    int upTo = now();
    real.force(directory);
    add(new Happening.NamesForced(directory, upTo));
  }

  /** Makes, in another directory, what is left of this one when the power goes at a moment. */
  synchronized void leave(int moment, Left left, Random random, Path into) throws IOException {
    List<Happening> past = log.subList(0, moment);
    Map<Integer, Integer> forced = new HashMap<>();
    Map<Path, Integer> namesForced = new HashMap<>();
    for (Happening each : past) {
      if (each instanceof Happening.Forced sure) {
        forced.merge(sure.file(), sure.upTo(), Math::max);
      } else if (each instanceof Happening.NamesForced sure) {
        namesForced.merge(sure.directory(), sure.upTo(), Math::max);
      }
    }
    Map<Path, Integer> names = names(past, namesForced, left, random);
    for (Map.Entry<Path, Integer> each : names.entrySet()) {
      Path path = into.resolve(root.relativize(each.getKey()).toString());
      Files.createDirectories(path.getParent());
      int sure = forced.getOrDefault(each.getValue(), 0);
      Files.write(path, content(past, each.getValue(), sure, left, random));
    }
  }

  private Map<Path, Integer> names(
      List<Happening> past, Map<Path, Integer> forced, Left left, Random random) {
    Map<Path, Integer> names = new HashMap<>();
    int keptUpTo =
        switch (left) {
          case NOTHING -> 0;
          case SOME -> random.nextInt(past.size() + 1);
          case ALL -> past.size();
        };
    for (int i = 0; i < past.size(); i++) {
      int place = i;
      switch (past.get(i)) {
        case Happening.Named(int file, Path to) when kept(to, place, forced, keptUpTo) ->
            names.put(to, file);
        case Happening.Renamed(Path from, Path to) when kept(to, place, forced, keptUpTo) -> {
          Integer file = names.remove(from);
          if (file != null) {
            names.put(to, file);
          }
        }
        case Happening.Removed(Path name) when kept(name, place, forced, keptUpTo) ->
            names.remove(name);
        default -> {}
      }
    }
    return names;
  }

  private static boolean kept(Path name, int place, Map<Path, Integer> forced, int keptUpTo) {
    return place < keptUpTo || place < forced.getOrDefault(name.getParent(), 0);
  }

  private static byte[] content(
      List<Happening> past, int file, int sure, Left left, Random random) {
    byte[] content = new byte[0];
    for (int i = 0; i < past.size(); i++) {
      boolean whole = i < sure || left == Left.ALL;
      boolean some = left == Left.SOME;
      switch (past.get(i)) {
        case Happening.Wrote(int of, long at, byte[] octets) when of == file && (whole || some) -> {
          for (int from = 0; from < octets.length; ) {
            // Sectors of the file, not of the write.
            int to = (int) Math.min(octets.length, from + SECTOR - (at + from) % SECTOR);
            if (whole || random.nextBoolean()) {
              int end = (int) at + to;
              content = end > content.length ? Arrays.copyOf(content, end) : content;
              System.arraycopy(octets, from, content, (int) at + from, to - from);
            }
            from = to;
          }
        }
        case Happening.Cut(int of, long size)
            when of == file && (whole || (some && random.nextBoolean())) ->
            content = Arrays.copyOf(content, (int) size);
        default -> {}
      }
    }
    return content;
  }

  private final class Told implements Handle {
    private final int file;
    private final Handle handle;
    private Path path;

    Told(int file, Path path, Handle handle) {
      this.file = file;
      this.path = path;
      this.handle = handle;
    }

    @Override
    public void write(ByteBuffer octets, long at) throws IOException {
      wrote(octets, at);
      handle.write(octets, at);
    }

    private void wrote(ByteBuffer octets, long at) {
      byte[] copy = new byte[octets.remaining()];
      octets.duplicate().get(copy);
      add(new Happening.Wrote(file, at, copy));
    }

    @Override
    public Window map(long from, int octets) throws IOException {
      return new ToldWindow(handle.map(from, octets));
    }

    private final class ToldWindow implements Window {
      private final Window window;

      ToldWindow(Window window) {
        this.window = window;
      }

      @Override
      public boolean holds(long at, int octets) {
        return window.holds(at, octets);
      }

      @Override
      public void put(ByteBuffer octets, long at) throws IOException {
        wrote(octets, at);
        window.put(octets, at);
      }
    }

    @Override
    public void unmap(Window window) {
      handle.unmap(((ToldWindow) window).window);
    }

    @Override
    public void force() throws IOException {
      int upTo = now();
      handle.force();
      add(new Happening.Forced(file, upTo));
    }

    @Override
    public void truncate(long size) throws IOException {
      handle.truncate(size);
      add(new Happening.Cut(file, size));
    }

    @Override
    public void again() throws IOException {
      handle.again();
    }

    @Override
    public void moveTo(Path to) throws IOException {
      synchronized (ForgetfulDisk.this) {
        handle.moveTo(to);
        add(new Happening.Renamed(path, to));
        named.remove(path);
        named.put(to, file);
        path = to;
      }
    }

    @Override
    public void discard() {
      synchronized (ForgetfulDisk.this) {
        handle.discard();
        add(new Happening.Removed(path));
        named.remove(path);
      }
    }

    @Override
    public long size() throws IOException {
      return handle.size();
    }

    @Override
    public int read(long at, byte[] into, int from, int count) throws IOException {
      return handle.read(at, into, from, count);
    }

    @Override
    public void close() throws IOException {
      handle.close();
    }
  }
}
