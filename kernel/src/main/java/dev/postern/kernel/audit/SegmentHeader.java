package dev.postern.kernel.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The head of one file of a segment. A segment is one chain of leaves, cut into parts of a handy
 * size; each part says where the chain stood when it began, so that a missing one is noticed.
 *
 * <p>{@value #LENGTH} octets: the letters {@code POSTERNL}, the version, the part's number, 16
 * octets of the ledger's name, the run, the segment, the records so far, the chain's head, and a
 * CRC-32C of all that. Numbers are big-endian.
 *
 * @param ledger the ledger's name, 32 hexadecimal digits
 * @param run when the ledger was started that opened the segment, in microseconds since the epoch
 * @param segment the first half of its entries' names
 * @param part counts from 0
 * @param records how many leaves lie in the parts before
 * @param head the chain's head behind them; for the first part see {@link #first}
 */
public record SegmentHeader(
    String ledger, long run, long segment, int part, long records, byte[] head) {
  /** How many octets it takes. */
  public static final int LENGTH = 92;

  /** The version of the segment format that is written. */
  public static final int VERSION = 1;

  private static final byte[] MAGIC = "POSTERNL".getBytes(StandardCharsets.US_ASCII);

  /** The header of a segment's first part; its chain starts from the segment's own name. */
  public static SegmentHeader first(String ledger, long run, long segment) {
    Encoder name = new Encoder();
    name.raw(HexFormat.of().parseHex(ledger));
    name.bare64(run);
    name.bare64(segment);
    return new SegmentHeader(ledger, run, segment, 0, 0, new Hashes().start(name.taken()));
  }

  /** The header of the part that follows this one. */
  public SegmentHeader next(Tip tip) {
    return new SegmentHeader(ledger, run, segment, part + 1, tip.records(), tip.head());
  }

  /** Where the chain stands before the part's first leaf. */
  public Tip tip() {
    return new Tip(segment, records, head);
  }

  /** The header's octets. */
  public byte[] encode() {
    Encoder out = new Encoder();
    out.raw(MAGIC);
    out.bare32(VERSION);
    out.bare32(part);
    out.raw(HexFormat.of().parseHex(ledger));
    out.bare64(run);
    out.bare64(segment);
    out.bare64(records);
    out.raw(head);
    out.bare32(crc(out.array(), out.length()));
    return out.taken();
  }

  /**
   * Reads a header.
   *
   * @throws Malformed when the octets are not one
   */
  public static SegmentHeader decode(byte[] octets) throws Malformed {
    Decoder in = new Decoder(octets);
    if (!Arrays.equals(in.raw(MAGIC.length), MAGIC)) {
      throw new Malformed("not a segment of a ledger");
    }
    int version = in.bare32();
    if (version != VERSION) {
      throw new Malformed("a segment of version " + version);
    }
    int part = in.bare32();
    String ledger = HexFormat.of().formatHex(in.raw(16));
    SegmentHeader header =
        new SegmentHeader(
            ledger, in.bare64(), in.bare64(), part, in.bare64(), in.raw(Hashes.LENGTH));
    if (in.bare32() != crc(octets, LENGTH - 4)) {
      throw new Malformed("the header's checksum is wrong");
    }
    in.finish();
    return header;
  }

  private static int crc(byte[] octets, int count) {
    CRC32C crc = new CRC32C();
    crc.update(octets, 0, count);
    return (int) crc.getValue();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SegmentHeader header && Arrays.equals(encode(), header.encode());
  }

  @Override
  public int hashCode() {
    return Long.hashCode(segment) * 31 + part;
  }
}
