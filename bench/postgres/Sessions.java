import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Clients that sign in with a token, run one statement and stay: {@code Sessions.java PORT TOKEN
 * COUNT [tls]}. Prints {@code open} when all are there, and leaves when its standard input ends.
 */
final class Sessions {
  private static final int SSL_REQUEST = 80_877_103;
  private static final int PROTOCOL = 196_608;

  private Sessions() {}

  public static void main(String[] words) throws Exception {
    int port = Integer.parseInt(words[0]);
    boolean tls = words.length > 3;
    SSLSocketFactory anyone = anyone();
    List<Socket> open = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(words[2]); i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      open.add(session(tls ? secured(anyone, socket) : socket, words[1]));
    }
    System.out.println("open");
    while (System.in.read() >= 0) {
      // Nobody says anything: the end of the input is the end.
    }
    for (Socket socket : open) {
      socket.close();
    }
  }

  /** The certificate is not what is measured: any is taken. */
  private static Socket secured(SSLSocketFactory anyone, Socket plain) throws IOException {
    DataOutputStream out = new DataOutputStream(plain.getOutputStream());
    out.writeLong(8L << 32 | SSL_REQUEST);
    if (plain.getInputStream().read() != 'S') {
      throw new IOException("no TLS is offered");
    }
    return anyone.createSocket(plain, "127.0.0.1", plain.getPort(), true);
  }

  private static SSLSocketFactory anyone() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anyone()}, null);
    return context.getSocketFactory();
  }

  private static final class Anyone implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String kind) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  private static Socket session(Socket socket, String token) throws IOException {
    DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    DataInputStream in = new DataInputStream(socket.getInputStream());
    byte[] start =
        "user\0regress~token\0database\0regression\0\0".getBytes(StandardCharsets.US_ASCII);
    out.writeInt(start.length + 8);
    out.writeInt(PROTOCOL);
    out.write(start);
    out.flush();
    until(in, 'R');
    say(out, 'p', token);
    until(in, 'Z');
    say(out, 'Q', "SELECT abalance FROM pgbench_accounts WHERE aid = 1");
    until(in, 'Z');
    return socket;
  }

  private static void say(DataOutputStream out, char type, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    out.writeByte(type);
    out.writeInt(bytes.length + 5);
    out.write(bytes);
    out.writeByte(0);
    out.flush();
  }

  private static void until(DataInputStream in, char type) throws IOException {
    for (int heard = -1; heard != type; ) {
      heard = in.readUnsignedByte();
      byte[] content = in.readNBytes(in.readInt() - 4);
      if (heard == 'E') {
        throw new IOException(
            "refused: " + new String(content, StandardCharsets.UTF_8).replace('\0', ' '));
      }
    }
  }
}
