package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** The file calls of the ledger, so that tests can make each of them fail. */
interface Disk {
  /** Makes an empty file, readable by its owner alone; empties one that is there. */
  Handle create(Path path) throws IOException;

  /** Opens a file to write to. */
  Handle open(Path path) throws IOException;

  /** Makes the names in a directory durable. */
  void force(Path directory) throws IOException;

  /** An open file. */
  interface Handle extends ByteSource {
    /**
     * Writes all of the buffer, normally in one call.
     *
     * @throws IOException when not all was written
     */
    void write(ByteBuffer octets, long at) throws IOException;

    /** Makes what was written durable. */
    void force() throws IOException;

    /** Cuts the file. */
    void truncate(long size) throws IOException;

    /** Gives the file another name, at once. */
    void moveTo(Path path) throws IOException;
  }
}
