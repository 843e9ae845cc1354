package dev.postern.demo.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/** Chooses free ports on loopback, each once, near the ones that the documentation names. */
final class Ports {
  /** The port that the gateway gets when it is free. */
  static final int GATEWAY = 7070;

  /** The registry's. */
  static final int REGISTRY = 7071;

  /** The issuer's. */
  static final int ISSUER = 7072;

  /** How far from the wanted port it may be. */
  private static final int REACH = 500;

  private final Set<Integer> given = new HashSet<>();

  /**
   * A port that nobody listens on now.
   *
   * @throws IOException when there is none near the wanted one
   */
  int near(int wanted) throws IOException {
    for (int port = wanted; port < wanted + REACH; port++) {
      if (!given.contains(port) && free(port)) {
        given.add(port);
        return port;
      }
    }
    throw new IOException("no free port from " + wanted + " to " + (wanted + REACH - 1));
  }

  private static boolean free(int port) {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException taken) {
      return false;
    }
  }
}
