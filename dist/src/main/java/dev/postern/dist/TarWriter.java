package dev.postern.dist;

import dev.postern.cli.release.Member;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;

/**
 * Writes a tar archive of one time (POSIX.1-2017, pax, section ustar Interchange Format): names of
 * users are left out, and no extension is used, so that nothing of this machine gets in.
 */
final class TarWriter {
  private static final int BLOCK = 512;
  private static final int NAME = 100;
  private static final int PREFIX = 155;

  private final OutputStream out;
  private final Instant time;

  TarWriter(OutputStream out, Instant time) {
    this.out = out;
    this.time = time;
  }

  /** The whole archive. Does not close the stream. */
  void write(List<Planned> members) throws IOException {
    for (Planned each : members) {
      Member member = each.member();
      out.write(header(member));
      if (each.source().isPresent()) {
        try (InputStream in = Files.newInputStream(each.source().get())) {
          if (in.transferTo(out) != member.size()) {
            throw new IOException("changed while it was packed: " + each.source().get());
          }
        }
        out.write(new byte[(int) ((BLOCK - member.size() % BLOCK) % BLOCK)]);
      }
    }
    out.write(new byte[2 * BLOCK]);
  }

  private byte[] header(Member member) throws IOException {
    byte[] block = new byte[BLOCK];
    boolean folder = member.kind() == Member.Kind.FOLDER;
    String path = folder ? member.path() + "/" : member.path();
    int cut = cut(path);
    text(block, 0, NAME, path.substring(cut == 0 ? 0 : cut + 1));
    text(block, 345, PREFIX, path.substring(0, cut));
    String[] owner = member.owner().split(":");
    number(block, 100, 8, member.permissions());
    number(block, 108, 8, Long.parseLong(owner[0]));
    number(block, 116, 8, Long.parseLong(owner[1]));
    number(block, 124, 12, member.size());
    number(block, 136, 12, time.getEpochSecond());
    block[156] =
        (byte)
            switch (member.kind()) {
              case FILE -> '0';
              case FOLDER -> '5';
              case LINK -> '2';
            };
    text(block, 157, NAME, member.target());
    text(block, 257, 6, "ustar");
    block[263] = '0';
    block[264] = '0';
    java.util.Arrays.fill(block, 148, 156, (byte) ' ');
    long sum = 0;
    for (byte each : block) {
      sum += each & 0xff;
    }
    text(block, 148, 8, String.format("%06o\0 ", sum));
    return block;
  }

  /** Where a long path is cut in two; 0 when it fits whole. */
  private static int cut(String path) throws IOException {
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    if (bytes.length != path.length()) {
      throw new IOException("a path of a release is ASCII: " + path);
    }
    if (path.length() <= NAME) {
      return 0;
    }
    int cut = path.indexOf('/', path.length() - NAME - 1);
    if (cut < 1 || cut > PREFIX || cut == path.length() - 1) {
      throw new IOException("too long a path for tar: " + path);
    }
    return cut;
  }

  private static void number(byte[] block, int at, int width, long value) {
    text(block, at, width, String.format("%0" + (width - 1) + "o", value));
  }

  private static void text(byte[] block, int at, int most, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > most) {
      throw new IllegalArgumentException("too long for a tar header: " + text);
    }
    System.arraycopy(bytes, 0, block, at, bytes.length);
  }
}
