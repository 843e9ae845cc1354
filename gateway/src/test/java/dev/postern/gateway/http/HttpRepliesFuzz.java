package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.stream.Stream;

/** What targets answer, against Netty's decoder; the first byte says in what pieces it comes. */
public final class HttpRepliesFuzz implements FuzzTarget {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  /** What two readers could take for two things. */
  private static final List<String> HOSTILE =
      List.of(
          OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloXX0\r\n\r\n",
          OK + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
          OK + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
          OK + "Transfer-Encoding: chunked\r\n\r\n5;a=\"\r\n\"\r\nhello\r\n0\r\n\r\n",
          OK + "Transfer-Encoding: chunked\n\r\n0\r\n\r\n",
          "HTTP/1.1 101 E\r\n\r\nHTTP/1.1 404 \r\n\r\n");

  @Override
  public String name() {
    return "http-replies";
  }

  @Override
  public String property() {
    return "what is taken for whole answers, chunked ones too, Netty takes for the same answers, in"
        + " whatever pieces they come";
  }

  @Override
  public List<String> seeds() {
    return Stream.concat(DecoderOracleTest.REPLIES.stream(), HOSTILE.stream())
        .map(reply -> "\u0002" + reply)
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
      String octets = FuzzInput.octets(choices.rest());
      Spoken read = Spoken.replies(octets, Math.max(1, octets.length()));
      List<Spoken.Message> oracle = NettyOracle.replies(octets);
      assertThat(oracle).hasSizeGreaterThanOrEqualTo(read.whole.size());
      assertThat(read.whole).isEqualTo(oracle.subList(0, read.whole.size()));
      assertThat(Spoken.replies(octets, piece).outcome()).isEqualTo(read.outcome());
    } finally {
      ResourceLeakDetector.setLevel(before);
    }
  }
}
