package dev.postern.gateway.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes a file of a segment apart as an attacker would: the header, then each frame. */
final class Frames {
  private static final int HEADER = 92;
  private static final int PREFIX = 16;

  private Frames() {}

  static List<byte[]> of(Path file) throws IOException {
    byte[] octets = Files.readAllBytes(file);
    List<byte[]> frames = new ArrayList<>();
    frames.add(Arrays.copyOf(octets, HEADER));
    for (int at = HEADER; at < octets.length; ) {
      int next = at + PREFIX + ByteBuffer.wrap(octets).getInt(at + 8);
      frames.add(Arrays.copyOfRange(octets, at, next));
      at = next;
    }
    return frames;
  }

  static void write(Path file, List<byte[]> frames) throws IOException {
    Files.write(file, new byte[0]);
    for (byte[] frame : frames) {
      Files.write(file, frame, java.nio.file.StandardOpenOption.APPEND);
    }
  }
}
