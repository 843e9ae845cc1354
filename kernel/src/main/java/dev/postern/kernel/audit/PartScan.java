package dev.postern.kernel.audit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads one part of a segment from its beginning and follows its chain. The only reader of the
 * format: recovery, verifier and replay all see a ledger through it. A part that is still written
 * to may be asked again after {@link Found.Nothing}.
 */
public final class PartScan {
  private final ByteSource source;
  private final SegmentHeader header;
  private final Hashes hashes = new Hashes();
  private final byte[] leafHash = new byte[Hashes.LENGTH];
  private final byte[] head;
  private long records;
  private long at = SegmentHeader.LENGTH;

  private PartScan(ByteSource source, SegmentHeader header) {
    this.source = source;
    this.header = header;
    this.head = header.head().clone();
    this.records = header.records();
  }

  /** What stands at a place. */
  public sealed interface Found {
    /** A turn, whole, its chain unbroken. */
    record Turn(List<Leaf> leaves, Tip tip) implements Found {}

    /**
     * The end of the part.
     *
     * @param last whether the segment ends with it
     * @param open how many of the segment's admissions were open
     */
    record End(boolean last, long open) implements Found {}

    /** Nothing is written here yet. */
    record Nothing() implements Found {}

    /** No whole frame: a torn write or an alteration, which nothing tells apart here. */
    record Unreadable(String why) implements Found {}

    /** A whole frame that does not continue the chain, or holds what is not a leaf. */
    record Broken(String why) implements Found {}
  }

  /**
   * Begins to read a part.
   *
   * @throws Malformed when there is no header
   */
  public static PartScan of(ByteSource source) throws IOException {
    byte[] octets = new byte[SegmentHeader.LENGTH];
    if (source.read(0, octets, 0, octets.length) < octets.length) {
      throw new Malformed("the header is cut short");
    }
    return new PartScan(source, SegmentHeader.decode(octets));
  }

  /**
   * Goes on reading a part from a place where an earlier reader stood, its chain followed from
   * there on.
   *
   * @param at what {@link #at()} said there
   * @param tip what {@link #tip()} said there
   * @throws Malformed when the part is not one of that segment
   */
  public static PartScan resume(ByteSource source, long at, Tip tip) throws IOException {
    PartScan scan = of(source);
    if (at < SegmentHeader.LENGTH || scan.header.segment() != tip.segment()) {
      throw new Malformed("not a place in this part");
    }
    scan.at = at;
    scan.records = tip.records();
    System.arraycopy(tip.head(), 0, scan.head, 0, Hashes.LENGTH);
    return scan;
  }

  /**
   * Where a part ends, from its last octets alone: the cheap answer, which says nothing of what
   * stands before.
   *
   * @return empty when it has no end
   */
  public static Optional<Ending> ending(ByteSource source) throws IOException {
    SegmentHeader header = of(source).header();
    int octets = Frames.PREFIX + Frames.END;
    long from = source.size() - octets;
    byte[] frame = new byte[octets];
    if (from < SegmentHeader.LENGTH || source.read(from, frame, 0, octets) < octets) {
      return Optional.empty();
    }
    Decoder in = new Decoder(frame);
    boolean prefixed =
        in.octet() == Frames.END_KIND
            && in.octet() == Frames.VERSION
            && in.octet() + in.octet() + in.bare32() == 0
            && in.bare32() == Frames.END
            && in.bare32() == Frames.crc(frame, 0, Frames.END);
    if (!prefixed) {
      return Optional.empty();
    }
    boolean last = in.octet() == 1;
    long open = in.bare64();
    Tip tip = new Tip(header.segment(), in.bare64(), in.raw(Hashes.LENGTH));
    return Optional.of(new Ending(last, open, tip));
  }

  /**
   * The end of a part, as it says itself.
   *
   * @param last whether the segment ends with it
   * @param open how many of the segment's admissions were open
   * @param tip where the chain stands
   */
  public record Ending(boolean last, long open, Tip tip) {}

  /** What the part says of itself. */
  public SegmentHeader header() {
    return header;
  }

  /** The place of the next frame, in octets from the beginning. */
  public long at() {
    return at;
  }

  /** Where the chain stands behind the last turn that was found. */
  public Tip tip() {
    return new Tip(header.segment(), records, head.clone());
  }

  /** The next frame. What is not a turn or an end leaves the place where it is. */
  public Found next() throws IOException {
    byte[] prefix = new byte[Frames.PREFIX];
    int got = source.read(at, prefix, 0, prefix.length);
    if (got <= 0 || prefix[0] == 0) {
      return new Found.Nothing();
    }
    Decoder in = new Decoder(prefix);
    int kind = in.octet();
    int version = in.octet();
    boolean plain = in.octet() + in.octet() == 0;
    int leaves = in.bare32();
    int held = in.bare32();
    if (got < prefix.length
        || (kind != Frames.TURN_KIND && kind != Frames.END_KIND)
        || version != Frames.VERSION
        || !plain
        || held < 0
        || held > Frames.LARGEST
        || held > source.size() - at - Frames.PREFIX) {
      return new Found.Unreadable("no frame begins here");
    }
    byte[] frame = Arrays.copyOf(prefix, Frames.PREFIX + held);
    if (source.read(at + Frames.PREFIX, frame, Frames.PREFIX, held) < held
        || in.bare32() != Frames.crc(frame, 0, held)) {
      return new Found.Unreadable("the frame's checksum is wrong");
    }
    try {
      Found found = kind == Frames.END_KIND ? end(frame, leaves) : turn(frame, leaves);
      at += frame.length;
      return found;
    } catch (Malformed why) {
      return new Found.Broken(String.valueOf(why.getMessage()));
    }
  }

  /** Whether nothing but zeros stands at the place and behind it. */
  public boolean nothingBehind() throws IOException {
    return Zeros.from(source, at);
  }

  private Found turn(byte[] frame, int leaves) throws Malformed {
    byte[] moved = head.clone();
    List<Leaf> found = new ArrayList<>();
    int place = Frames.PREFIX;
    int end = frame.length - Hashes.LENGTH;
    for (int i = 0; i < leaves; i++) {
      int length = place + 4 > end ? -1 : new Decoder(frame, place, end).bare32();
      place += 4;
      if (length < 0 || length > end - place) {
        throw new Malformed("a leaf is cut short");
      }
      found.add(LeafCodec.decode(frame, place, place + length));
      hashes.link(moved, leafHash, frame, place, length);
      place += length;
    }
    if (place != end || leaves < 1) {
      throw new Malformed("a turn holds something else than its leaves");
    }
    if (!Arrays.equals(moved, 0, Hashes.LENGTH, frame, end, frame.length)) {
      throw new Malformed("the chain is broken before or within this turn");
    }
    System.arraycopy(moved, 0, head, 0, Hashes.LENGTH);
    records += leaves;
    return new Found.Turn(found, tip());
  }

  private Found end(byte[] frame, int leaves) throws Malformed {
    Decoder in = new Decoder(frame, Frames.PREFIX, frame.length);
    int last = in.octet();
    long open = in.bare64();
    long counted = in.bare64();
    byte[] told = in.raw(Hashes.LENGTH);
    in.finish();
    if (leaves != 0 || last > 1 || open < 0) {
      throw new Malformed("an end that is none");
    }
    if (counted != records || !Arrays.equals(told, head)) {
      throw new Malformed("the end does not continue the chain");
    }
    return new Found.End(last == 1, open);
  }
}
