package dev.postern.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port of loopback on which nobody listens when it is asked for. */
public final class FreePort {
  private static final int END = 30_000;

  /** How many JVMs of tests may choose at the same moment and never choose the same. */
  private static final int JVMS = 8;

  /** Which of them this one is; Maven counts them from 1. */
  private static final int THIS = Math.floorMod(Integer.getInteger("postern.test.jvm", 0), JVMS);

  private FreePort() {}

  /**
   * The first that is free of this one and some above it, all below those that systems give to
   * clients: nobody takes it by chance while whoever listens there is down. JVMs that run tests
   * beside each other are given different ones, which the kernel's answer alone would not do: a
   * port is free again between the question and its use.
   */
  public static int from(int first) {
    return free(first + Math.floorMod(THIS - first, JVMS));
  }

  private static int free(int first) {
    for (int candidate = first; candidate < END; candidate += JVMS) {
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
    return free(0);
  }
}
