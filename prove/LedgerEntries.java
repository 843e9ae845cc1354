import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.PartScan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints a ledger's entries of a stopped gateway, one a line: what, the caller's kind, how it went,
 * the label, the actions; tabs between. Run with the gateway's class path and the directory of the ledger.
 */
final class LedgerEntries {
  private LedgerEntries() {}

  public static void main(String[] words) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(words[0], "segments"))) {
      for (Path file :
          files.filter(name -> name.toString().endsWith(".segment")).sorted().toList()) {
        print(file);
      }
    }
  }

  private static void print(Path file) throws IOException {
    try (Bytes bytes = new Bytes(Files.newByteChannel(file))) {
      PartScan scan = PartScan.of(bytes);
      while (true) {
        switch (scan.next()) {
          case PartScan.Found.Turn(List<Leaf> leaves, var tip) ->
              leaves.forEach(LedgerEntries::print);
          case PartScan.Found.End end -> {
            return;
          }
          case PartScan.Found.Nothing nothing -> {
            return;
          }
          case PartScan.Found.Unreadable(String why) -> throw new IOException(file + ": " + why);
          case PartScan.Found.Broken(String why) -> throw new IOException(file + ": " + why);
        }
      }
    }
  }

  private static void print(Leaf leaf) {
    System.out.println(
        switch (leaf) {
          case Leaf.Admitted admitted -> line("admitted", admitted.asked(), "");
          case Leaf.Refused refused -> line("refused", refused.asked(), refused.code());
          case Leaf.Closed closed -> "closed\t\t" + closed.outcome().end() + "\t";
          case Leaf.Noted noted -> "noted\t\t\t" + noted.what();
        });
  }

  private static String line(String what, Leaf.Asked asked, String how) {
    return String.join("\t", what, asked.caller().subject().kind().name(), how, asked.label(), actions(asked));
  }

  private static String actions(Leaf.Asked asked) {
    return asked.atoms().stream()
        .map(atom -> atom.action().name())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** A file's bytes by place. */
  private record Bytes(SeekableByteChannel channel) implements ByteSource {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public int read(long at, byte[] into, int from, int count) throws IOException {
      ByteBuffer room = ByteBuffer.wrap(into, from, count);
      channel.position(at);
      while (room.hasRemaining() && channel.read(room) >= 0) {}
      return room.position() - from;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
