package dev.postern.gateway.protocol.postgres.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads and writes start packets: a 32-bit length that counts itself, a 32-bit code, the content.
 */
final class StartPackets {
  static final int CANCEL = 80_877_102;
  static final int SSL = 80_877_103;
  static final int GSS = 80_877_104;
  static final int SHORTEST_KEY = 4;
  static final int LONGEST_KEY = 256;

  private StartPackets() {}

  static StartPacket read(Slice packet) throws Malformed {
    Content content = new Content(packet.part(4, packet.length()));
    int code = content.int32();
    StartPacket read =
        switch (code) {
          case SSL -> new StartPacket.SslRequest();
          case GSS -> new StartPacket.GssEncRequest();
          case CANCEL -> {
            int process = content.int32();
            Slice key = content.rest();
            if (key.length() < SHORTEST_KEY || key.length() > LONGEST_KEY) {
              throw new Malformed("a cancel key has 4 to 256 bytes");
            }
            yield new StartPacket.CancelRequest(process, key);
          }
          default -> new StartPacket.Startup(code >>> 16, code & 0xffff, parameters(content, code));
        };
    content.end();
    return read;
  }

  /** Only major version 3 says what its parameters look like. */
  private static List<StartPacket.Parameter> parameters(Content content, int code)
      throws Malformed {
    List<StartPacket.Parameter> parameters = new ArrayList<>();
    if (code >>> 16 != 3) {
      content.rest();
      return parameters;
    }
    while (true) {
      Slice name = content.string();
      if (name.isEmpty()) {
        return parameters;
      }
      parameters.add(new StartPacket.Parameter(name, content.string()));
    }
  }
}
