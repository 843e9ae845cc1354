import java.net.InetAddress;
import java.net.ServerSocket;

/** Prints a port of loopback that was free a moment ago. */
final class FreePort {
  private FreePort() {}

  public static void main(String[] args) throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      System.out.println(socket.getLocalPort());
    }
  }
}
