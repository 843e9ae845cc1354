package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A disk that does what another does, but for what it says itself. */
abstract class DiskOver implements Disk {
  private final Disk under;

  DiskOver(Disk under) {
    this.under = under;
  }

  @Override
  public Closeable lock(Path path) throws IOException {
    return under.lock(path);
  }

  @Override
  public void makeDirectory(Path directory) throws IOException {
    under.makeDirectory(directory);
  }

  @Override
  public List<Path> list(Path directory) throws IOException {
    return under.list(directory);
  }

  @Override
  public boolean has(Path path) {
    return under.has(path);
  }

  @Override
  public Object key(Path path) throws IOException {
    return under.key(path);
  }

  @Override
  public ByteSource read(Path path) throws IOException {
    return under.read(path);
  }

  @Override
  public void place(Path path, byte[] content, boolean everybodys) throws IOException {
    under.place(path, content, everybodys);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    under.move(from, to);
  }

  @Override
  public void remove(Path path) throws IOException {
    under.remove(path);
  }
}
