package dev.postern.kernel.audit;

/**
 * The bytes of a recording, version 1, in the items of {@link LeafCodec}: a version octet, the
 * entry's name, the side's name, salt, digest, content. Maps of the content keep the order of the
 * wire. They are in no hash: a recording may be erased without breaking the ledger.
 */
public final class RecordingCodec {
  /** The version that is written. */
  public static final int VERSION = 1;

  private RecordingCodec() {}

  /**
   * The recording's bytes.
   *
   * @throws Malformed when its content nests deeper than can be read again
   */
  public static byte[] encode(Recording recording) throws Malformed {
    Encoder out = new Encoder();
    encode(recording, out);
    return out.taken();
  }

  static void encode(Recording recording, Encoder out) throws Malformed {
    out.octet(VERSION);
    out.id(recording.of());
    out.text(recording.side().name());
    out.octets(recording.salt());
    out.octets(recording.digest());
    out.value(recording.content());
  }

  /**
   * Reads a recording.
   *
   * @throws Malformed when the bytes are not one
   */
  public static Recording decode(byte[] bytes) throws Malformed {
    Decoder in = new Decoder(bytes);
    int version = in.octet();
    if (version != VERSION) {
      throw new Malformed("a recording of version " + version);
    }
    Recording recording =
        new Recording(
            in.id(), in.named(Recording.Side.class), in.octets(), in.octets(), in.value());
    in.finish();
    return recording;
  }
}
