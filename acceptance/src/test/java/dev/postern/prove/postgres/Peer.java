package dev.postern.prove.postgres;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client that says what it is told to, in one go, and writes down what it hears. */
final class Peer implements AutoCloseable {
  private static final int LONGEST = 64 << 20;
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final Socket socket;
  private final DataInputStream in;
  private final OutputStream out;
  private final List<Heard> greeting = new ArrayList<>();

  /**
   * Who connects where.
   *
   * @param password what a request for a password in clear text is answered with
   */
  record Login(int port, String user, String database, String password) {}

  /** Connects and signs in. */
  Peer(Login login) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), login.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout((int) LONGEST_START.toMillis());
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
    out = socket.getOutputStream();
    out.write(
        new Wire()
            .int32(3 << 16)
            .string("user")
            .string(login.user())
            .string("database")
            .string(login.database())
            .int8(0)
            .asStart());
    Heard heard = hear();
    if (heard.type() == 'R' && heard.text().equals("\0\0\0\3")) {
      out.write(new Wire().string(login.password()).as('p'));
      heard = hear();
    }
    for (; heard.type() != 'Z'; heard = hear()) {
      greeting.add(heard);
      if (heard.type() == 'E' || heard.type() == 'R' && !heard.text().equals("\0\0\0\0")) {
        throw new IOException("not let in: " + heard);
      }
    }
    greeting.add(heard);
  }

  private Heard hear() throws IOException {
    char type = (char) in.readUnsignedByte();
    int length = in.readInt() - 4;
    if (length < 0 || length > LONGEST) {
      throw new IOException("a message of " + length + " bytes");
    }
    byte[] content = new byte[length];
    in.readFully(content);
    return Heard.of(type, content);
  }

  /** Asks one thing, and gives the first column of the rows. */
  List<String> ask(String text) throws IOException {
    out.write(new Wire().string(text).as('Q'));
    List<String> rows = new ArrayList<>();
    for (Heard heard = hear(); heard.type() != 'Z'; heard = hear()) {
      if (heard.type() == 'D') {
        rows.add(heard.text().substring(6));
      } else if (heard.type() == 'E' || heard.type() == 'N' && !heard.field('S').equals("NOTICE")) {
        throw new IOException(text + ": " + heard);
      }
    }
    return rows;
  }

  /**
   * Has a conversation.
   *
   * @param patience how long nothing may be heard before the server counts as waiting for more
   */
  Transcript converse(byte[] bytes, Conversation conversation, Duration patience)
      throws IOException {
    socket.setSoTimeout((int) patience.toMillis());
    Thread writer = Thread.ofVirtual().start(() -> write(bytes, conversation));
    List<Heard> messages = new ArrayList<>();
    Transcript.End end = Transcript.End.MARKED;
    try {
      for (boolean marked = false; !marked || messages.getLast().type() != 'Z'; ) {
        Heard heard = hear();
        marked |= heard.mark();
        messages.add(heard);
      }
    } catch (EOFException | SocketException closed) {
      end = Transcript.End.CLOSED;
    } catch (SocketTimeoutException waits) {
      end = Transcript.End.WAITS;
    }
    socket.close();
    try {
      writer.join();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    return new Transcript(greeting, messages, end);
  }

  private void write(byte[] bytes, Conversation conversation) {
    Random random = new Random(conversation.seed());
    try {
      for (int at = 0; at < bytes.length; ) {
        int most =
            switch (conversation.cut()) {
              case NOWHERE -> bytes.length;
              case ANYWHERE -> 1 + random.nextInt(80);
              case BY_BYTE -> 1;
            };
        int piece = Math.min(most, bytes.length - at);
        out.write(bytes, at, piece);
        at += piece;
      }
    } catch (IOException gone) {
      // The server broke off; what it said is read all the same.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
