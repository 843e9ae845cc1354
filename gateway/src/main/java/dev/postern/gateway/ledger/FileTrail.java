package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.Trail;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A ledger's directory, to be read only. The ledger may be at work.
 *
 * @param layout where the files lie
 */
record FileTrail(Layout layout) implements Trail {
  @Override
  public List<Part> parts() throws IOException {
    Disk disk = layout.disk();
    List<Part> parts = new ArrayList<>();
    for (Path file : layout.allSegments()) {
      Path beside = layout.recordings(file);
      parts.add(
          new Part(
              String.valueOf(file.getFileName()),
              () -> disk.read(file),
              disk.has(beside) ? Optional.of(() -> disk.read(beside)) : Optional.empty()));
    }
    return parts;
  }

  @Override
  public String checkpoints() throws IOException {
    return layout.disk().has(layout.checkpoints())
        ? new String(layout.disk().whole(layout.checkpoints()), StandardCharsets.ISO_8859_1)
        : "";
  }
}
