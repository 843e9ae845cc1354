package dev.postern.kernel.audit;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The writing end of a segment's chain: makes the frames, moves the head. What it makes is staged
 * until {@link #keep()} says that it was written; a failed write is followed by another try from
 * the same place. Not for more than one thread at a time.
 */
public final class Chain {
  private final Hashes hashes = new Hashes();
  private final Encoder out = new Encoder();
  private final byte[] leafHash = new byte[Hashes.LENGTH];
  private final byte[] staged = new byte[Hashes.LENGTH];
  private long stagedRecords;
  private Tip tip;

  /** Continues from a tip, for example that of a header. */
  public Chain(Tip tip) {
    this.tip = tip;
    stage();
  }

  /** Where the chain stands. */
  public Tip tip() {
    return tip;
  }

  /**
   * One turn's frame. The buffer is the chain's own and good until the next call.
   *
   * @throws Malformed when a leaf or the whole is too long
   */
  public ByteBuffer turn(List<Entry> entries) throws Malformed {
    stage();
    out.clear();
    int start = Frames.begin(out, Frames.TURN_KIND, entries.size());
    for (Entry entry : entries) {
      int from = out.length() + 4;
      out.bare32(0);
      LeafCodec.encode(entry.leaf(), out);
      out.putAt(from - 4, out.length() - from);
      hashes.link(staged, leafHash, out.array(), from, out.length() - from);
      if (out.length() > Frames.LARGEST) {
        throw new Malformed("a turn of more than " + Frames.LARGEST + " octets");
      }
    }
    stagedRecords = tip.records() + entries.size();
    out.raw(staged);
    Frames.finish(out, start);
    return out.written();
  }

  /**
   * The last frame of a part.
   *
   * @param last whether the segment ends with it
   * @param open how many of the segment's admissions are not closed
   */
  public ByteBuffer end(boolean last, long open) throws Malformed {
    stage();
    out.clear();
    int start = Frames.begin(out, Frames.END_KIND, 0);
    out.octet(last ? 1 : 0);
    out.bare64(open);
    out.bare64(tip.records());
    out.raw(staged);
    Frames.finish(out, start);
    return out.written();
  }

  /** The frame that was made last has been written. */
  public Tip keep() {
    tip = new Tip(tip.segment(), stagedRecords, staged.clone());
    return tip;
  }

  /** Goes back to where it stood before: what came behind was not made durable. */
  public void back(Tip earlier) {
    tip = earlier;
    stage();
  }

  private void stage() {
    System.arraycopy(tip.head(), 0, staged, 0, Hashes.LENGTH);
    stagedRecords = tip.records();
  }
}
