package dev.postern.kernel.audit;

import java.util.zip.CRC32C;

/**
 * The frames behind a {@link SegmentHeader}. A frame is what one turn of a loop left, written at
 * once; a torn one fails its checksum as a whole, so that a turn counts wholly or not at all.
 *
 * <p>16 octets: the kind ({@code T}urn or {@code E}nd), the version, two zeros, the number of
 * leaves, the length of what follows, a CRC-32C of the other twelve and of what follows. A turn
 * holds each leaf behind its length, then the chain's head behind the last. An end, the last frame
 * of a part, holds 1 where the segment ends with it and 0 where a part follows, how many of the
 * segment's admissions are open, the records so far, and the head. A zero for a kind is room that
 * nobody has written to.
 */
final class Frames {
  /** Octets before what a frame holds. */
  static final int PREFIX = 16;

  /** The most that a frame holds, in octets. */
  static final int LARGEST = 1 << 27;

  /** What the end of a part holds, in octets. */
  static final int END = 1 + 8 + 8 + Hashes.LENGTH;

  static final int TURN_KIND = 'T';
  static final int END_KIND = 'E';
  static final int VERSION = 1;

  private Frames() {}

  /** Begins a frame at the encoder's end and says where. */
  static int begin(Encoder out, int kind, int leaves) {
    int start = out.length();
    out.octet(kind);
    out.octet(VERSION);
    out.octet(0);
    out.octet(0);
    out.bare32(leaves);
    out.bare32(0);
    out.bare32(0);
    return start;
  }

  /** Fills in length and checksum. */
  static void finish(Encoder out, int start) throws Malformed {
    int held = out.length() - start - PREFIX;
    if (held > LARGEST) {
      throw new Malformed("a turn of " + held + " octets");
    }
    out.putAt(start + 8, held);
    out.putAt(start + 12, crc(out.array(), start, held));
  }

  /** The checksum of a frame that lies whole in an array. */
  static int crc(byte[] octets, int start, int held) {
    CRC32C crc = new CRC32C();
    crc.update(octets, start, 12);
    crc.update(octets, start + PREFIX, held);
    return (int) crc.getValue();
  }
}
