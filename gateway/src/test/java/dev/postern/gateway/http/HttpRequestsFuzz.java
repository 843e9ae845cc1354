package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.RequestHead;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What clients send, against Netty's decoder; the first byte says in what pieces it comes. */
public final class HttpRequestsFuzz implements FuzzTarget {
  private static final String POST = "POST / HTTP/1.1\r\nHost: a.test\r\n";

  /** What two readers could take for two things. */
  private static final List<String> HOSTILE =
      List.of(
          POST + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x",
          POST + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
          POST + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
          POST + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
          POST + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n",
          POST + "Host: b.test\r\n\r\n",
          "POST / HTTP/1.0\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");

  @Override
  public String name() {
    return "http-requests";
  }

  @Override
  public String property() {
    return "what is taken for whole requests, chunked ones too, Netty takes for the same requests,"
        + " in whatever pieces they come; an accepted request, printed for a target, is exactly one"
        + " request there, with its method, path, query and body";
  }

  @Override
  public List<String> seeds() {
    return Stream.concat(DecoderOracleTest.REQUESTS.stream(), HOSTILE.stream())
        .map(request -> "\u0004" + request)
        .toList();
  }

  @Override
  public List<String> words() {
    return DecoderOracleTest.PIECES;
  }

  @Override
  public void run(byte[] input) {
    ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    try {
      FuzzInput choices = new FuzzInput(input);
      int piece = 1 + choices.below(16);
      check(FuzzInput.octets(choices.rest()), piece);
    } finally {
      ResourceLeakDetector.setLevel(before);
    }
  }

  private static void check(String octets, int piece) {
    Spoken read = Spoken.requests(octets, Math.max(1, octets.length()));
    List<Spoken.Message> oracle = NettyOracle.requests(octets);
    assertThat(oracle).hasSizeGreaterThanOrEqualTo(read.whole.size());
    assertThat(read.whole).isEqualTo(oracle.subList(0, read.whole.size()));
    assertThat(Spoken.requests(octets, piece).outcome()).isEqualTo(read.outcome());
    for (int i = 0; i < read.whole.size(); i++) {
      forwarded(read.asked.get(i), read.whole.get(i));
    }
  }

  private static void forwarded(RequestHead head, Spoken.Message message) {
    byte[] body = FuzzInput.bytes(message.body());
    ByteBuf out = Unpooled.buffer();
    RequestPrinter.print(head, ByteBuffer.wrap(body), Printing.TARGET, Injected.NONE, out);
    String sent = out.toString(StandardCharsets.ISO_8859_1);
    List<Spoken.Message> there = NettyOracle.requests(sent);
    assertThat(there).as(sent).hasSize(1);
    assertThat(there.getFirst().first()).isEqualTo(Printing.underBase(message.first()));
    assertThat(there.getFirst().body()).isEqualTo(message.body());
    assertThat(there.getFirst().fields())
        .filteredOn(field -> !field.startsWith("host: ") && !field.startsWith("accept-encoding: "))
        .isEqualTo(
            message.fields().stream()
                .filter(field -> !field.startsWith("host: "))
                .filter(field -> !field.startsWith("accept-encoding: "))
                .toList());
  }
}
