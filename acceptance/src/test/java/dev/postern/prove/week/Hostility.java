package dev.postern.prove.week;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/**
 * What a connection of nobody does: what it says first, what it goes on saying every second, and by
 * when the gateway has to have closed it.
 */
enum Hostility {
  HTTP_SILENCE("HTTP: says nothing", false, Duration.ofSeconds(10)),
  HTTP_DRIP("HTTP: a header, an octet a second", false, Duration.ofSeconds(10)),
  HTTP_ENDLESS("HTTP: headers without end", false, Duration.ofSeconds(10)),
  HTTP_NO_BODY(
      "HTTP: a call with a false token, whose body never comes", false, Duration.ofSeconds(75)),
  HTTP_SIGN_IN("HTTP: a sign-in at the page, begun and left", false, Duration.ofSeconds(75)),
  HTTP_NOISE("HTTP: noise", false, Duration.ofSeconds(10)),
  SQL_SILENCE("PostgreSQL: says nothing", true, Duration.ofSeconds(15)),
  SQL_HALF("PostgreSQL: half a start-up packet", true, Duration.ofSeconds(60)),
  SQL_DRIP("PostgreSQL: a start-up packet, an octet a second", true, Duration.ofSeconds(60)),
  SQL_TLS_SILENCE("PostgreSQL: SSLRequest, then nothing", true, Duration.ofSeconds(60)),
  SQL_TLS_HALF("PostgreSQL: SSLRequest, then half a handshake", true, Duration.ofSeconds(60)),
  SQL_NO_PROOF("PostgreSQL: a start-up packet, and never a password", true, Duration.ofSeconds(60));

  private static final int SSL_REQUEST = 80_877_103;
  private static final int VERSION = 196_608;
  private static final byte[] HELLO = hello();

  private final String told;
  private final boolean database;
  private final Duration closed;

  Hostility(String told, boolean database, Duration closed) {
    this.told = told;
    this.database = database;
    this.closed = closed;
  }

  /** In words. */
  String told() {
    return told;
  }

  /** Whether it comes to the port of PostgreSQL's clients. */
  boolean database() {
    return database;
  }

  /** Whether the gateway turns it away as soon as it has spoken. */
  boolean answeredAtOnce() {
    return this == HTTP_NOISE || this == HTTP_NO_BODY;
  }

  /** How long after its beginning the gateway may have it open, by the gateway's usual bounds. */
  Duration closed() {
    return closed;
  }

  /** What it says at once. */
  byte[] first() {
    return switch (this) {
      case HTTP_SILENCE, SQL_SILENCE -> new byte[0];
      case HTTP_DRIP -> text("G");
      case HTTP_ENDLESS -> text("GET /mcp/workshop HTTP/1.1\r\nHost: localhost\r\n");
      case HTTP_NO_BODY ->
          text(
              "POST /mcp/workshop HTTP/1.1\r\n"
                  + "Host: localhost\r\n"
                  + "Authorization: Bearer x.y.z\r\n"
                  + "Accept: application/json, text/event-stream\r\n"
                  + "Content-Type: application/json\r\n"
                  + "Content-Length: 100000\r\n\r\n"
                  + "{");
      case HTTP_SIGN_IN -> text("GET /review/sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n");
      case HTTP_NOISE -> new byte[] {1, 2, 3, 4, (byte) 0xff, 0, 13, 10, 13, 10};
      case SQL_HALF -> ByteBuffer.allocate(12).putInt(200).putInt(VERSION).putInt(1).array();
      case SQL_DRIP -> ByteBuffer.allocate(8).putInt(9_000).putInt(VERSION).array();
      case SQL_TLS_SILENCE, SQL_TLS_HALF ->
          ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array();
      case SQL_NO_PROOF -> startUp();
    };
  }

  /** What it says when it is answered for the first time. */
  byte[] second() {
    return this == SQL_TLS_HALF ? HELLO : new byte[0];
  }

  /** What it goes on saying, every second. */
  byte[] more() {
    return switch (this) {
      case HTTP_DRIP, SQL_DRIP -> text("a");
      case HTTP_ENDLESS -> text("X-Y: " + "z".repeat(500) + "\r\n");
      case HTTP_SILENCE,
          HTTP_NO_BODY,
          HTTP_SIGN_IN,
          HTTP_NOISE,
          SQL_SILENCE,
          SQL_HALF,
          SQL_TLS_SILENCE,
          SQL_TLS_HALF,
          SQL_NO_PROOF ->
          new byte[0];
    };
  }

  private static byte[] startUp() {
    byte[] words = text("user\0app~token\0database\0shop\0\0");
    return ByteBuffer.allocate(words.length + 8)
        .putInt(words.length + 8)
        .putInt(VERSION)
        .put(words)
        .array();
  }

  /** The first half of a real ClientHello. */
  private static byte[] hello() {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine();
      engine.setUseClientMode(true);
      ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), hello);
      byte[] half = new byte[hello.flip().remaining() / 2];
      hello.get(half);
      return half;
    } catch (SSLException | java.security.NoSuchAlgorithmException broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
