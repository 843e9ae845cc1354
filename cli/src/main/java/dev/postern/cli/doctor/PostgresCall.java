package dev.postern.cli.doctor;

import dev.postern.gateway.net.Tls;
import dev.postern.gateway.protocol.postgres.PostgresTarget.Passwords;
import dev.postern.gateway.target.StreamTarget;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * One connection to a PostgreSQL server, up to where it lets somebody in (PostgreSQL 18, "Message
 * Flow", Start-up and SSL Session Encryption).
 */
final class PostgresCall implements AutoCloseable {
  private static final int SSL_REQUEST = 80877103;
  private static final int PROTOCOL = 196608;
  private static final int LONGEST = 64 << 10;

  private Socket socket;
  private DataInputStream in;
  private DataOutputStream out;

  private PostgresCall(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** How the server answered. */
  sealed interface Answer {
    /** It lets the user in. */
    record In(String version) implements Answer {}

    /** It does not, and says why. */
    record Refused(String code, String message) implements Answer {}

    /** It asks for a proof that may not be given. */
    record Unacceptable(String method) implements Answer {}

    /** It took the proof, and did not prove itself. */
    record Impostor() implements Answer {}
  }

  /** Connects. */
  static PostgresCall dial(StreamTarget.Address to, DoctorTimes times) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setSoTimeout((int) times.each().toMillis());
      socket.connect(new InetSocketAddress(to.host(), to.port()), (int) times.connect().toMillis());
      return new PostgresCall(socket);
    } catch (IOException failed) {
      socket.close();
      throw failed;
    }
  }

  /** Secures the connection; false when the server does not offer that. */
  boolean secure(Tls.Dialling how, StreamTarget.Address to) throws IOException {
    out.writeInt(8);
    out.writeInt(SSL_REQUEST);
    out.flush();
    if (in.read() != 'S') {
      return false;
    }
    SSLSocket secured =
        (SSLSocket)
            Trust.context(how).getSocketFactory().createSocket(socket, to.host(), to.port(), true);
    socket = secured;
    if (how.names()) {
      SSLParameters parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
    }
    secured.startHandshake();
    in = new DataInputStream(secured.getInputStream());
    out = new DataOutputStream(secured.getOutputStream());
    return true;
  }

  /** The server's certificates. */
  List<X509Certificate> chain() throws IOException {
    return List.of(((SSLSocket) socket).getSession().getPeerCertificates()).stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  /** Signs in, and tells how that ended. */
  Answer signIn(String user, String database, Optional<String> password, Passwords allowed)
      throws IOException {
    send(Optional.empty(), start(user, database));
    PostgresProof proof = new PostgresProof(user, password, allowed, socket instanceof SSLSocket);
    String version = "";
    while (true) {
      char type = (char) in.readUnsignedByte();
      ByteBuffer body = body();
      switch (type) {
        case 'R' -> {
          switch (proof.answer(body)) {
            case PostgresProof.Step.Send(byte[] message) -> send(Optional.of('p'), message);
            case PostgresProof.Step.On on -> {}
            case PostgresProof.Step.Stop(Answer answer) -> {
              return answer;
            }
          }
        }
        case 'S' -> version = text(body).equals("server_version") ? text(body) : version;
        case 'E' -> {
          return refused(body);
        }
        case 'Z' -> {
          send(Optional.of('X'), new byte[0]);
          return new Answer.In(version);
        }
        default -> {}
      }
    }
  }

  private ByteBuffer body() throws IOException {
    int length = in.readInt() - 4;
    if (length < 0 || length > LONGEST) {
      throw new IOException("the server does not speak PostgreSQL's protocol");
    }
    return ByteBuffer.wrap(in.readNBytes(length));
  }

  private static byte[] start(String user, String database) {
    byte[] words =
        ("user\0" + user + "\0database\0" + database + "\0application_name\0postern doctor\0\0")
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + words.length).putInt(PROTOCOL).put(words).array();
  }

  private void send(Optional<Character> type, byte[] body) throws IOException {
    if (type.isPresent()) {
      out.writeByte(type.get());
    }
    out.writeInt(body.length + 4);
    out.write(body);
    out.flush();
  }

  private static Answer refused(ByteBuffer body) {
    String code = "";
    String message = "";
    while (body.remaining() > 1) {
      byte field = body.get();
      String value = text(body);
      code = field == 'C' ? value : code;
      message = field == 'M' ? value : message;
    }
    return new Answer.Refused(code, message);
  }

  /** A text up to its NUL. */
  static String text(ByteBuffer body) {
    int from = body.position();
    while (body.hasRemaining() && body.get() != 0) {
      continue;
    }
    int end = Math.max(from, body.position() - 1);
    return new String(body.array(), from, end - from, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
