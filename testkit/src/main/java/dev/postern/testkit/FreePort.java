package dev.postern.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port of loopback on which nobody listens when it is asked for. */
public final class FreePort {
  private static final int END = 30_000;
  private static final int STEP = 7;

  private FreePort() {}

  /**
   * The first that is free of this one and some above it, all below those that systems give to
   * clients: nobody takes it by chance while whoever listens there is down.
   */
  public static int from(int first) {
    for (int candidate = first; candidate < END; candidate += STEP) {
      try (ServerSocket socket = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one, then.
      }
    }
    throw new IllegalStateException("no free port from " + first);
  }

  /** Any that is free, as the system gives it. */
  public static int any() {
    return from(0);
  }
}
