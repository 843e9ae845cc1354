package dev.postern.gateway.ledger;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.kernel.audit.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A disk in memory, whose calls fail when told, at each of which the process can die, and which
 * forgets what was not flushed when the power goes. For one thread.
 */
public final class SimulatedDisk implements Disk {
  private final Chance chance;
  private final DiskTroubles troubles;
  private final Map<Path, SimulatedFile> names = new HashMap<>();
  private final Map<Path, SimulatedFile> sureNames = new HashMap<>();
  private final List<Naming> unsureNames = new ArrayList<>();
  private boolean locked;

  /** A name that a file was given; where there is no file, one that it lost. */
  private record Naming(Path name, List<SimulatedFile> file) {}

  /** A disk with nothing on it. */
  public SimulatedDisk(Chance chance, Runnable died) {
    this.chance = chance;
    this.troubles = new DiskTroubles(died);
  }

  /** What is broken. */
  public DiskTroubles troubles() {
    return troubles;
  }

  /** The process is gone; what it had written is there. */
  public void processEnds() {
    locked = false;
    troubles.bornAgain();
  }

  /** The power is gone, and with it what was not flushed: all of that, some or nothing. */
  public void powerGoes() {
    processEnds();
    SimulatedFile.Left left = chance.of(List.of(SimulatedFile.Left.values()));
    int kept =
        switch (left) {
          case NOTHING -> 0;
          case SOME -> chance.below(unsureNames.size() + 1);
          case ALL -> unsureNames.size();
        };
    unsureNames.subList(0, kept).forEach(this::surely);
    unsureNames.clear();
    names.clear();
    names.putAll(sureNames);
    new java.util.TreeMap<>(names).values().forEach(file -> file.lost(left, chance));
  }

  private void surely(Naming naming) {
    if (naming.file().isEmpty()) {
      sureNames.remove(naming.name());
    } else {
      sureNames.put(naming.name(), naming.file().getFirst());
    }
  }

  private void named(Path name, SimulatedFile file) {
    names.put(name, file);
    unsureNames.add(new Naming(name, List.of(file)));
  }

  private void unnamed(Path name) {
    names.remove(name);
    unsureNames.add(new Naming(name, List.of()));
  }

  private SimulatedFile file(Path path) throws NoSuchFileException {
    SimulatedFile file = names.get(path);
    if (file == null) {
      throw new NoSuchFileException(path.toString());
    }
    return file;
  }

  @Override
  public Closeable lock(Path path) throws IOException {
    troubles.called();
    if (locked) {
      throw new IOException("another process keeps this ledger: " + path.getParent());
    }
    locked = true;
    names.putIfAbsent(path, new SimulatedFile());
    return () -> locked = false;
  }

  @Override
  public void makeDirectory(Path directory) {
    // Every directory is there, and stays.
  }

  @Override
  public List<Path> list(Path directory) {
    troubles.living();
    return names.keySet().stream()
        .filter(name -> directory.equals(name.getParent()))
        .sorted()
        .toList();
  }

  @Override
  public boolean has(Path path) {
    troubles.living();
    return names.containsKey(path);
  }

  @Override
  public Object key(Path path) {
    troubles.living();
    return path;
  }

  @Override
  public ByteSource read(Path path) throws IOException {
    troubles.living();
    return new Open(path, file(path));
  }

  @Override
  public void place(Path path, byte[] content, boolean everybodys) throws IOException {
    troubles.called();
    SimulatedFile file = new SimulatedFile();
    file.write(0, content);
    file.flushed();
    named(path, file);
  }

  /** A small file is there from the beginning, and its name with it. */
  void place(Path path, byte[] content) {
    SimulatedFile file = new SimulatedFile();
    file.write(0, content);
    file.flushed();
    names.put(path, file);
    sureNames.put(path, file);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    troubles.called();
    if (names.containsKey(to)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    SimulatedFile file = file(from);
    unnamed(from);
    named(to, file);
  }

  @Override
  public void remove(Path path) throws IOException {
    troubles.called();
    file(path);
    unnamed(path);
  }

  @Override
  public Handle create(Path path) throws IOException {
    troubles.called();
    SimulatedFile known = names.get(path);
    if (known != null) {
      known.cut(0);
      return new Open(path, known);
    }
    SimulatedFile made = new SimulatedFile();
    named(path, made);
    return new Open(path, made);
  }

  @Override
  public Handle open(Path path) throws IOException {
    troubles.living();
    return new Open(path, file(path));
  }

  @Override
  public void force(Path directory) throws IOException {
    troubles.called();
    troubles.demandHearing();
    unsureNames.stream()
        .filter(naming -> directory.equals(naming.name().getParent()))
        .forEach(this::surely);
    unsureNames.removeIf(naming -> directory.equals(naming.name().getParent()));
  }

  private final class Open implements Handle {
    private final SimulatedFile file;
    private Path path;
    private boolean closed;

    Open(Path path, SimulatedFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void write(ByteBuffer octets, long at) throws IOException {
      byte[] all = new byte[octets.remaining()];
      octets.get(all);
      arrives(all, at, 0);
    }

    /** Writes all of it, or the beginning and fails; the first octets may come last. */
    private void arrives(byte[] all, long at, int first) throws IOException {
      open();
      if (troubles.diesNow()) {
        some(all, at, first);
      }
      troubles.called();
      if (at + all.length > file.size()) {
        troubles.demandRoom();
      }
      if (troubles.isShort() && chance.oneIn(2)) {
        some(all, at, first);
        throw new IOException(DiskTroubles.FAILS);
      }
      file.write(at, all);
    }

    private void some(byte[] all, long at, int first) {
      if (all.length > first) {
        int end = first + chance.below(all.length - first);
        file.write(at + first, java.util.Arrays.copyOfRange(all, first, end));
      }
    }

    @Override
    public Window map(long from, int octets) throws IOException {
      open();
      troubles.called();
      return new Mapped(this, from, octets);
    }

    @Override
    public void unmap(Window window) {
      troubles.living();
    }

    @Override
    public void force() throws IOException {
      open();
      troubles.called();
      if (troubles.isDeaf()) {
        file.notFlushed();
      }
      troubles.demandHearing();
      file.flushed();
    }

    @Override
    public void again() throws IOException {
      open();
      troubles.called();
      file.again();
    }

    @Override
    public void truncate(long size) throws IOException {
      open();
      troubles.called();
      troubles.demandCuttable();
      file.cut(size);
    }

    @Override
    public void moveTo(Path to) throws IOException {
      troubles.called();
      unnamed(path);
      named(to, file);
      path = to;
    }

    @Override
    public void discard() {
      troubles.living();
      closed = true;
      if (!troubles.fails() && Objects.equals(names.get(path), file)) {
        unnamed(path);
      }
    }

    @Override
    public long size() {
      troubles.living();
      return file.size();
    }

    @Override
    public int read(long at, byte[] into, int from, int count) throws IOException {
      open();
      return file.read(at, into, from, count);
    }

    @Override
    public void close() {
      closed = true;
    }

    private void open() throws IOException {
      troubles.living();
      if (closed) {
        throw new IOException("the file is closed: " + path);
      }
    }
  }

  /** What is put is in the file at once. */
  private record Mapped(Open file, long from, int octets) implements Window {
    private static final int FIRST = 4;

    @Override
    public boolean holds(long at, int count) {
      return at >= from && at + count <= from + octets;
    }

    @Override
    public void put(ByteBuffer bytes, long at) throws IOException {
      byte[] all = new byte[bytes.remaining()];
      bytes.get(all);
      if (at + all.length > file.size()) {
        throw new IOException(DiskTroubles.FULL);
      }
      file.arrives(all, at, FIRST);
    }
  }
}
