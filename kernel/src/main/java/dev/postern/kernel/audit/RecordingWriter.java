package dev.postern.kernel.audit;

import dev.postern.kernel.operation.Value;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Makes the frames of a file of recordings: a length, a CRC-32C and the recording's octets, one
 * behind the other. An erased frame keeps its length; all else in it is zero. Not for more than one
 * thread at a time.
 */
public final class RecordingWriter {
  /** Octets before a recording. */
  static final int PREFIX = 8;

  private final Encoder out = new Encoder();
  private final int longest;

  /**
   * A writer with a bound.
   *
   * @param longest the octets that one recording may take; of a longer one only salt and digest are
   *     kept, and a sentence with its size
   */
  public RecordingWriter(int longest) {
    this.longest = longest;
  }

  /**
   * The frames of all recordings of a turn; empty where there are none. The buffer is the writer's
   * own and good until the next call.
   */
  public ByteBuffer frames(List<Entry> entries) throws Malformed {
    out.clear();
    for (Entry entry : entries) {
      for (Recording recording : entry.recordings()) {
        frame(recording);
      }
    }
    return out.written();
  }

  private void frame(Recording recording) throws Malformed {
    int start = out.length();
    out.bare64(0);
    try {
      RecordingCodec.encode(recording, out);
    } catch (Malformed tooDeep) {
      instead(recording, start, "[not kept: nested deeper than " + Decoder.DEEPEST + "]");
    }
    int length = out.length() - start - PREFIX;
    if (length > longest) {
      instead(
          recording,
          start,
          "[not kept: " + length + " octets, more than the limit of " + longest + "]");
      length = out.length() - start - PREFIX;
    }
    CRC32C crc = new CRC32C();
    crc.update(out.array(), start + PREFIX, length);
    out.putAt(start, length);
    out.putAt(start + 4, (int) crc.getValue());
  }

  private void instead(Recording recording, int start, String why) throws Malformed {
    out.cutTo(start + PREFIX);
    RecordingCodec.encode(
        new Recording(
            recording.of(),
            recording.side(),
            recording.salt(),
            recording.digest(),
            new Value.Text(why)),
        out);
  }
}
