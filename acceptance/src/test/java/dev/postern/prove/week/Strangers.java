package dev.postern.prove.week;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Connections of nobody: silence, half of something, noise, lies about lengths. */
final class Strangers {
  private static final int EACH = 6;
  private static final int SOURCES = 8;
  private static final int SSL_REQUEST = 80_877_103;

  private final Site site;
  private final Random random;

  private Strangers(Site site, Random random) {
    this.site = site;
    this.random = random;
  }

  /** They come one after the other, a few at a time. */
  static void begin(World world, Crew crew, long seed) {
    for (int n = 0; n < EACH; n++) {
      Strangers strangers = new Strangers(world.site(), new Random(seed + n));
      crew.begin(
          new Crew.Job(Causes.Scope.GATEWAY, "nobody", "hostile connections"),
          Duration.ofMillis(400),
          new Crew.Work() {
            @Override
            public void take() throws Exception {
              strangers.come();
            }

            @Override
            public void leave() {
              // Each connection is closed by who opened it.
            }
          });
    }
  }

  private void come() throws IOException, InterruptedException {
    boolean database = random.nextBoolean();
    try (Socket socket = new Socket()) {
      socket.bind(
          new InetSocketAddress(
              InetAddress.getByAddress(
                  new byte[] {127, 0, 0, (byte) (2 + random.nextInt(SOURCES))}),
              0));
      int port = database ? site.postgres() : site.http();
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
      socket.setSoTimeout(100);
      try {
        say(socket, database ? toDatabase() : toHttp());
      } catch (IOException turnedAway) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
      if (random.nextInt(4) == 0) {
        socket.setSoLinger(true, 0);
      }
    }
  }

  private static void say(Socket socket, byte[] bytes) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(bytes);
    out.flush();
  }

  private byte[] toDatabase() {
    return switch (random.nextInt(5)) {
      case 0 -> new byte[0];
      case 1 -> ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array();
      case 2 -> ByteBuffer.allocate(8).putInt(Integer.MAX_VALUE).putInt(196_608).array();
      case 3 -> ByteBuffer.allocate(12).putInt(300).putInt(196_608).putInt(0x75736572).array();
      default -> noise();
    };
  }

  private byte[] toHttp() {
    String text =
        switch (random.nextInt(6)) {
          case 0 -> "";
          case 1 -> "POST /mcp/workshop HTTP/1.1\r\nhost: x\r\ncontent-le";
          case 2 ->
              "POST /mcp/workshop HTTP/1.1\r\n"
                  + "host: x\r\n"
                  + "authorization: Bearer a.b.c\r\n"
                  + "content-length: 10\r\n\r\n"
                  + "{}";
          case 3 -> "GET / HTTP/1.1\r\n" + "x: y\r\n".repeat(2_000);
          case 4 -> "GET /review/callback?code=1&state=2 HTTP/1.1\r\nhost: x\r\n\r\n";
          default -> "";
        };
    return text.isEmpty() ? noise() : text.getBytes(StandardCharsets.US_ASCII);
  }

  private byte[] noise() {
    byte[] noise = new byte[random.nextInt(2_000)];
    random.nextBytes(noise);
    return noise;
  }
}
