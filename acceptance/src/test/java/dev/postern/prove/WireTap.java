package dev.postern.prove;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.LongAdder;

/**
 * A relay between the gateway and a PostgreSQL server that counts what is asked of the server, by
 * the types of its messages alone: what the ledger's entries are held against. Knows nothing of the
 * gateway. Both directions of a connection have a thread of their own.
 */
final class WireTap implements AutoCloseable {
  private static final int BLOCK = 64 * 1024;
  private static final int CANCEL = 80877102;
  private static final int START_HEAD = 8;
  private static final int BACKLOG = 512;

  /** Query, Parse, Bind, FunctionCall: each is an operation. */
  private static final String DECIDED = "QPBF";

  private final ServerSocket door;
  private final int server;
  private final LongAdder starts = new LongAdder();
  private final LongAdder cancels = new LongAdder();
  private final LongAdder statements = new LongAdder();

  private WireTap(ServerSocket door, int server) {
    this.door = door;
    this.server = server;
  }

  /** One in front of a server on loopback. */
  static WireTap before(int server) throws IOException {
    WireTap tap =
        new WireTap(new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress()), server);
    Thread.ofVirtual().start(tap::accept);
    return tap;
  }

  int port() {
    return door.getLocalPort();
  }

  /** What was asked so far: {@code starts N, statements N, cancels N}. */
  String counts() {
    return "starts %d, statements %d, cancels %d"
        .formatted(starts.sum(), statements.sum(), cancels.sum());
  }

  @Override
  public void close() throws IOException {
    door.close();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = door.accept();
        Thread.ofVirtual().start(() -> relay(client));
      }
    } catch (IOException closed) {
      // The end: connections that are up end with their peers.
    }
  }

  private void relay(Socket client) {
    try (client;
        Socket up = new Socket(InetAddress.getLoopbackAddress(), server)) {
      client.setTcpNoDelay(true);
      up.setTcpNoDelay(true);
      Thread back = Thread.ofVirtual().start(() -> pass(up, client));
      count(client, up);
      back.join();
    } catch (IOException gone) {
      // Either end is gone, and with it this connection.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** The server's answers, as they come. Its end is the client's. */
  private static void pass(Socket from, Socket to) {
    byte[] block = new byte[BLOCK];
    try (Closeable end = to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        out.write(block, 0, read);
      }
    } catch (IOException gone) {
      // As above.
    }
  }

  /** What the client sends, flushed whenever it pauses. */
  private void count(Socket client, Socket up) throws IOException {
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(client.getInputStream(), BLOCK));
    DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(up.getOutputStream(), BLOCK));
    byte[] block = new byte[BLOCK];
    int length = in.readInt();
    int code = in.readInt();
    (code == CANCEL ? cancels : starts).increment();
    out.writeInt(length);
    out.writeInt(code);
    copy(in, out, block, length - START_HEAD);
    for (int type = in.read(); type >= 0; type = in.read()) {
      if (DECIDED.indexOf(type) >= 0) {
        statements.increment();
      }
      length = in.readInt();
      out.writeByte(type);
      out.writeInt(length);
      copy(in, out, block, length - Integer.BYTES);
    }
    up.shutdownOutput();
  }

  private static void copy(DataInputStream in, DataOutputStream out, byte[] block, int count)
      throws IOException {
    for (int left = count; left > 0; ) {
      if (in.available() == 0) {
        out.flush();
      }
      int read = in.read(block, 0, Math.min(left, BLOCK));
      if (read < 0) {
        throw new IOException("cut in a message");
      }
      out.write(block, 0, read);
      left -= read;
    }
    if (in.available() == 0) {
      out.flush();
    }
  }
}
