package dev.postern.prove.revocation;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A client of PostgreSQL that waits at its socket, so that it knows the moment at which that is
 * closed: no driver reads while it rests. It speaks as much of the protocol as the cases need.
 */
final class WireClient implements AutoCloseable {
  private static final int VERSION = 196_608;
  private static final int BUFFER = 1 << 16;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private String refused = "";

  private WireClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream(), BUFFER));
    out = new DataOutputStream(socket.getOutputStream());
  }

  /** A session that is open; the token is the password. */
  static WireClient open(int port, String token) throws IOException {
    WireClient client = new WireClient(port);
    boolean opened = false;
    try {
      ByteArrayOutputStream first = new ByteArrayOutputStream();
      DataOutputStream text = new DataOutputStream(first);
      text.writeInt(VERSION);
      for (String word : new String[] {"user", "app~token", "database", "shop", ""}) {
        text.write(word.getBytes(StandardCharsets.US_ASCII));
        text.writeByte(0);
      }
      client.out.writeInt(first.size() + 4);
      client.out.write(first.toByteArray());
      client.await('R');
      client.send('p', token);
      client.await('Z');
      opened = true;
      return client;
    } finally {
      if (!opened) {
        client.close();
      }
    }
  }

  /** Sends a statement; what comes of it is read by who waits for it. */
  void query(String sql) throws IOException {
    send('Q', sql);
  }

  /** Runs a statement to its end. */
  void run(String sql) throws IOException {
    query(sql);
    await('Z');
    if (!refused.isEmpty()) {
      throw new IOException(refused);
    }
  }

  /** Sends rows of a COPY. */
  void copy(String rows) throws IOException {
    byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
    synchronized (out) {
      out.writeByte('d');
      out.writeInt(bytes.length + 4);
      out.write(bytes);
    }
  }

  private void send(char type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream message = new ByteArrayOutputStream(bytes.length + 6);
    DataOutputStream frame = new DataOutputStream(message);
    frame.writeByte(type);
    frame.writeInt(bytes.length + 5);
    frame.write(bytes);
    frame.writeByte(0);
    synchronized (out) {
      out.write(message.toByteArray());
    }
  }

  /**
   * Reads until a message of this type has come.
   *
   * @throws IOException when the connection ends before, with the server's last error
   */
  void await(char wanted) throws IOException {
    for (char type = next(); type != wanted; type = next()) {
      if (type == 'Z') {
        throw new IOException("answered: " + refused);
      }
    }
  }

  private char next() throws IOException {
    char type;
    try {
      type = (char) in.readByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      if (type == 'E') {
        refused = new String(body, StandardCharsets.UTF_8).replace('\0', ' ');
      }
    } catch (java.io.EOFException ended) {
      throw new IOException("closed: " + refused, ended);
    }
    return type;
  }

  /** Reads until the connection is closed; returns the moment, by {@link System#nanoTime}. */
  long closed() {
    byte[] passing = new byte[BUFFER];
    try {
      while (in.read(passing) >= 0) {
        // What still comes is read away.
      }
    } catch (IOException reset) {
      return System.nanoTime();
    }
    return System.nanoTime();
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException gone) {
      return;
    }
  }
}
