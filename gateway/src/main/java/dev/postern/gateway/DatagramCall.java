package dev.postern.gateway;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Sends one datagram to a Unix socket, which Java has no channel for (unix(7), as Linux has it). A
 * name that begins with {@code @} is in the abstract namespace.
 */
final class DatagramCall {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_NOSIGNAL = 0x4000;

  /** {@code sun_path} behind the two bytes of the family. */
  private static final int PATH = 2;

  private static final int LONGEST_PATH = 107;
  private static final Linker LINKER = Linker.nativeLinker();

  private DatagramCall() {}

  static void send(String to, String text) throws IOException {
    byte[] path = to.getBytes(StandardCharsets.UTF_8);
    if (path.length == 0 || path.length > LONGEST_PATH) {
      throw new IOException("no name of a Unix socket: " + to);
    }
    boolean named = path[0] != '@';
    if (!named) {
      path[0] = 0;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(PATH + LONGEST_PATH + 1, 8);
      address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
      MemorySegment.copy(path, 0, address, ValueLayout.JAVA_BYTE, PATH, path.length);
      int length = PATH + path.length + (named ? 1 : 0);
      byte[] message = text.getBytes(StandardCharsets.UTF_8);
      send(address, length, arena.allocateFrom(ValueLayout.JAVA_BYTE, message));
    }
  }

  private static void send(MemorySegment address, int length, MemorySegment message)
      throws IOException {
    long sent;
    try {
      int socket = (int) handle("socket", Ints.THREE).invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (socket < 0) {
        throw new IOException("no socket can be had");
      }
      sent =
          (long)
              handle("sendto", Ints.SENDTO)
                  .invokeExact(socket, message, message.byteSize(), MSG_NOSIGNAL, address, length);
      int closed = (int) handle("close", Ints.ONE).invokeExact(socket);
      if (closed != 0) {
        throw new IOException("the socket cannot be closed");
      }
    } catch (IOException failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new IOException("the system's call cannot be made", impossible);
    }
    if (sent != message.byteSize()) {
      throw new IOException("nobody takes it");
    }
  }

  private static java.lang.invoke.MethodHandle handle(String name, FunctionDescriptor shape)
      throws IOException {
    return LINKER.downcallHandle(
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new IOException("the system has no " + name)),
        shape);
  }

  /** The shapes of socket(2), sendto(2) and close(2). */
  private static final class Ints {
    static final FunctionDescriptor ONE =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    static final FunctionDescriptor THREE =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);
    static final FunctionDescriptor SENDTO =
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);

    private Ints() {}
  }
}
