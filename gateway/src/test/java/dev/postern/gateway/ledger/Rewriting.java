package dev.postern.gateway.ledger;

import dev.postern.kernel.audit.ByteSource;
import dev.postern.kernel.audit.Chain;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.PartScan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What somebody does who can write the files and has no key: a whole new chain, flawless. */
final class Rewriting {
  private Rewriting() {}

  /** Turns every refusal of a part that ends its segment into one with another reason. */
  static void rewrite(Path file) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ByteSource source = new FileSource(file)) {
      PartScan scan = PartScan.of(source);
      out.write(scan.header().encode());
      Chain chain = new Chain(scan.header().tip());
      while (scan.next() instanceof PartScan.Found.Turn(List<Leaf> leaves, var tip)) {
        add(out, chain.turn(leaves.stream().map(Rewriting::other).map(Entry::of).toList()));
        chain.keep();
      }
      add(out, chain.end(true, 0));
    }
    Files.write(file, out.toByteArray());
  }

  private static Leaf other(Leaf leaf) {
    return leaf instanceof Leaf.Refused refused
        ? new Leaf.Refused(
            refused.id(),
            refused.at(),
            refused.asked(),
            refused.decision(),
            refused.code(),
            "a kinder reason")
        : leaf;
  }

  private static void add(ByteArrayOutputStream out, ByteBuffer frame) {
    byte[] octets = new byte[frame.remaining()];
    frame.get(octets);
    out.writeBytes(octets);
  }
}
