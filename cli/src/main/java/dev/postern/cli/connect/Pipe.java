package dev.postern.cli.connect;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Carries bytes both ways between a tool and the gateway, until either has ended. */
final class Pipe {
  private static final int PIECE = 16_384;

  private final Socket tool;
  private final Socket gateway;
  private final CountDownLatch one = new CountDownLatch(1);
  private final CountDownLatch both = new CountDownLatch(2);

  Pipe(Socket tool, Socket gateway) {
    this.tool = tool;
    this.gateway = gateway;
  }

  /**
   * Returns when both directions have ended, or some time after the first has: what the gateway
   * said last is then with the tool. The sockets are left to the caller to close.
   */
  void run(Duration parting) throws InterruptedException {
    Thread.ofVirtual().name("to the gateway").start(() -> carry(tool, gateway));
    Thread.ofVirtual().name("to the tool").start(() -> carry(gateway, tool));
    one.await();
    if (!both.await(parting.toMillis(), TimeUnit.MILLISECONDS)) {
      // Whoever does not end by itself is ended by the caller.
      return;
    }
  }

  private void carry(Socket from, Socket to) {
    try {
      copy(from.getInputStream(), to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // One of them is gone: the other is told by the end of its connection.
      return;
    } finally {
      one.countDown();
      both.countDown();
    }
  }

  /**
   * Reads to the end, also what nobody takes any more: a socket that is closed with bytes unread
   * would take back what its other end has not read yet.
   */
  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] piece = new byte[PIECE];
    boolean taken = true;
    for (int read = from.read(piece); read >= 0; read = from.read(piece)) {
      if (taken) {
        taken = write(to, piece, read);
      }
    }
  }

  private static boolean write(OutputStream to, byte[] piece, int length) {
    try {
      to.write(piece, 0, length);
      return true;
    } catch (IOException gone) {
      return false;
    }
  }
}
