package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever our decoders take for whole messages, Netty's take for the same messages: ours may
 * refuse more, never read differently. Octets are sound messages and what chance makes of them.
 */
class DecoderOracleTest {
  private static final int ROUNDS = 1_000;

  static final List<String> REQUESTS =
      List.of(
          "POST /mcp/a?b=c HTTP/1.1\r\nHost: a.test\r\nContent-Length: 5\r\nX-A: b c\r\n\r\nhello",
          "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5;a=b\r\nhello\r\nb\r\n, and on it\r\n0\r\nx: y\r\n\r\n",
          "GET http://a.test/x HTTP/1.1\r\nHost: a.test\r\nAuthorization: Bearer abc\r\n\r\n",
          "DELETE /mcp/a HTTP/1.0\r\nHost: [::1]:9\r\nConnection: keep-alive\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a.test\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok");

  static final List<String> REPLIES =
      List.of(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\nhello",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
          "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\nHTTP/1.1 404 \r\nContent-Length: 0\r\n\r\n",
          "HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n",
          "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\nMcp-Session-Id: abc\r\n\r\n");

  static final List<String> PIECES =
      List.of(
          "\r\n",
          "\n",
          "\r",
          " ",
          "\t",
          ":",
          ";",
          "0",
          "5",
          "\0",
          "\u000b",
          "\u007f",
          "\u00e9",
          ",",
          "Content-Length: 3\r\n",
          "Transfer-Encoding: chunked\r\n",
          "Host: a.test\r\n",
          "\"",
          "HTTP/1.1",
          "chunked",
          "X-A: b\r\n c\r\n",
          "0\r\n\r\n",
          "Connection: close\r\n",
          "x",
          "+");

  private ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  /** Where each buffer was touched is not asked here, and would cost most of the time. */
  @BeforeEach
  void without_records_of_buffers() {
    before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
  }

  @AfterEach
  void with_them_again() {
    ResourceLeakDetector.setLevel(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void never_reads_requests_otherwise(long seed) {
    never_otherwise(seed, REQUESTS, Spoken::requests, NettyOracle::requests);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void never_reads_answers_otherwise(long seed) {
    never_otherwise(seed, REPLIES, Spoken::replies, NettyOracle::replies);
  }

  @Test
  void reads_what_is_sound() {
    for (String request : REQUESTS) {
      assertThat(Spoken.requests(request + REQUESTS.getFirst(), 4096).whole)
          .isEqualTo(NettyOracle.requests(request + REQUESTS.getFirst()))
          .hasSize(2);
    }
    for (String reply : REPLIES) {
      assertThat(Spoken.replies(reply + REPLIES.getFirst(), 4096).whole)
          .isEqualTo(NettyOracle.replies(reply + REPLIES.getFirst()))
          .hasSize(2);
    }
  }

  private interface Ours {
    Spoken of(String octets, int piece);
  }

  private static void never_otherwise(
      long seed, List<String> sound, Ours ours, Function<String, List<Spoken.Message>> netty) {
    Random random = new Random(seed);
    int whole = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String octets = changed(random, sound);
      Spoken read = ours.of(octets, octets.length());
      List<Spoken.Message> oracle = netty.apply(octets);

      assertThat(oracle.size())
          .as("seed %s: %s", seed, octets)
          .isGreaterThanOrEqualTo(read.whole.size());
      assertThat(read.whole)
          .as("seed %s: %s", seed, octets)
          .isEqualTo(oracle.subList(0, read.whole.size()));
      Spoken inPieces = ours.of(octets, 1 + random.nextInt(9));
      assertThat(inPieces.outcome()).as("in pieces: %s", octets).isEqualTo(read.outcome());
      whole += read.whole.size();
    }
    assertThat(whole).isGreaterThan(ROUNDS / 4);
  }

  private static String changed(Random random, List<String> sound) {
    StringBuilder octets = new StringBuilder();
    for (int i = 0; i < 2; i++) {
      octets.append(sound.get(random.nextInt(sound.size())));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(octets.length());
      switch (random.nextInt(4)) {
        case 0 -> octets.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> octets.deleteCharAt(at);
        case 2 -> octets.setCharAt(at, (char) random.nextInt(256));
        case 3 ->
            octets.insert(
                at, octets.substring(at, Math.min(octets.length(), at + random.nextInt(30))));
        default -> throw new IllegalStateException("four ways");
      }
    }
    return octets.toString();
  }
}
