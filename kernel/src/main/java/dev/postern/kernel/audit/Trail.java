package dev.postern.kernel.audit;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The files of a ledger, as somebody else reads them for the kernel. */
public interface Trail {
  /** The parts of all segments, in any order. */
  List<Part> parts() throws IOException;

  /** The log of signed checkpoints, whole. */
  String checkpoints() throws IOException;

  /**
   * One part of a segment.
   *
   * @param name what findings call it
   * @param leaves its leaves
   * @param recordings the recordings beside them; empty when the file is gone
   */
  record Part(String name, Opening leaves, Optional<Opening> recordings) {}

  /** Opens bytes; whoever asks closes them. */
  @FunctionalInterface
  interface Opening {
    /** Opens them from the beginning. */
    ByteSource open() throws IOException;
  }
}
