package dev.postern.gateway;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends one datagram to a Unix socket, which Java has no channel for (unix(7), as Linux has it). A
 * name that begins with {@code @} is in the abstract namespace. Never waits: where the other side's
 * queue is full the datagram is not sent. Any thread.
 */
final class DatagramCall {
  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
  private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

  /** {@code sun_path} behind the two bytes of the family. */
  private static final int PATH = 2;

  private static final int LONGEST_PATH = 107;

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
      int socket = (int) Calls.SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
      if (socket < 0) {
        throw new IOException("no socket can be had");
      }
      sent =
          (long)
              Calls.SENDTO.invokeExact(
                  socket, message, message.byteSize(), MSG_DONTWAIT_NOSIGNAL, address, length);
      int closed = (int) Calls.CLOSE.invokeExact(socket);
      if (closed != 0) {
        throw new IOException("the socket cannot be closed");
      }
    } catch (IOException failed) {
      throw failed;
    } catch (Throwable impossible) {
      throw new IOException("the system's call cannot be made", impossible);
    }
    if (sent != message.byteSize()) {
      throw new IOException("nobody takes it, or too many wait there");
    }
  }

  /** socket(2), sendto(2) and close(2), linked when the first datagram is sent. */
  private static final class Calls {
    static final MethodHandle SOCKET =
        linked(
            "socket",
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT));
    static final MethodHandle SENDTO =
        linked(
            "sendto",
            FunctionDescriptor.of(
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    static final MethodHandle CLOSE =
        linked("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Calls() {}

    private static MethodHandle linked(String name, FunctionDescriptor shape) {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), shape);
    }
  }
}
