package dev.postern.kernel.audit;

import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * Reads a file of recordings from its beginning. One that is still written to may be asked again
 * after {@link Found.Nothing}.
 */
public final class RecordingScan {
  private static final int LARGEST = 1 << 27;

  private final ByteSource source;
  private long at;

  /** Reads from the first recording on. */
  public RecordingScan(ByteSource source) {
    this(source, 0);
  }

  /**
   * Reads from a later recording on.
   *
   * @param at where its frame begins, as a scan said
   */
  public RecordingScan(ByteSource source, long at) {
    this.source = source;
    this.at = at;
  }

  /** What stands at a place. */
  public sealed interface Found {
    /**
     * A recording.
     *
     * @param at where its frame begins
     * @param octets how long its frame is
     */
    record Kept(Recording recording, long at, int octets) implements Found {}

    /** A recording stood here. */
    record Erased(long at, int octets) implements Found {}

    /** A frame that fails its checksum or holds no recording; reading goes on behind it. */
    record Unreadable(String why) implements Found {}

    /** No whole frame: nothing more was written, or the write was cut. */
    record Nothing() implements Found {}
  }

  /** The place of the next frame, in octets from the beginning. */
  public long at() {
    return at;
  }

  /** Whether nothing but zeros stands at the place and behind it. */
  public boolean nothingBehind() throws IOException {
    return Zeros.from(source, at);
  }

  /** The next frame. */
  public Found next() throws IOException {
    byte[] prefix = new byte[RecordingWriter.PREFIX];
    if (source.read(at, prefix, 0, prefix.length) < prefix.length) {
      return new Found.Nothing();
    }
    Decoder in = new Decoder(prefix);
    int length = in.bare32();
    int crc = in.bare32();
    if (length <= 0 || length > LARGEST || length > source.size() - at - RecordingWriter.PREFIX) {
      return new Found.Nothing();
    }
    byte[] octets = new byte[length];
    if (source.read(at + RecordingWriter.PREFIX, octets, 0, length) < length) {
      return new Found.Nothing();
    }
    long from = at;
    int whole = RecordingWriter.PREFIX + length;
    at += whole;
    if (crc == 0 && allZero(octets)) {
      return new Found.Erased(from, whole);
    }
    CRC32C sum = new CRC32C();
    sum.update(octets, 0, length);
    if ((int) sum.getValue() != crc) {
      return new Found.Unreadable("a recording's checksum is wrong");
    }
    try {
      return new Found.Kept(RecordingCodec.decode(octets), from, whole);
    } catch (Malformed why) {
      return new Found.Unreadable(String.valueOf(why.getMessage()));
    }
  }

  private static boolean allZero(byte[] octets) {
    for (byte octet : octets) {
      if (octet != 0) {
        return false;
      }
    }
    return true;
  }
}
