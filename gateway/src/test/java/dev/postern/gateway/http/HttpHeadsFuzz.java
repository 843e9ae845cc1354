package dev.postern.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Heads that a session could give to print, of any words. */
public final class HttpHeadsFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "http-heads";
  }

  @Override
  public String property() {
    return "whatever words a session puts into a head, it is refused, or printed as lines of which"
        + " each is one of its fields: no name or value can end a line, the head or the request";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0004POST\u0006/mcp/a\u0003b=c\u0002\u0006accept\u0003*/*\u0003x-a\u0005b c d{}",
        "\u0006DELETE\u0002/x\u0000\u0001\u000emcp-session-id\u0003abc",
        "\u0003GET\u0001/\u0000\u0001\u0003x-y\u0001\t");
  }

  @Override
  public List<String> words() {
    return List.of(
        "\r\n", "\n", "\r", ":", " ", "\u0000", "\u0085", "\u00ff", "HTTP/1.1", "?", "#");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    String method = word(choices);
    String path = word(choices);
    String query = word(choices);
    List<Field> fields = new ArrayList<>();
    for (int i = choices.below(5); i > 0; i--) {
      fields.add(new Field(word(choices), word(choices)));
    }
    byte[] body = choices.rest();
    ByteBuf out = Unpooled.buffer();
    RequestHead head;
    try {
      head = new RequestHead(method, path, query, fields);
      RequestPrinter.print(head, ByteBuffer.wrap(body), Printing.TARGET, Injected.NONE, out);
    } catch (IllegalArgumentException refused) {
      return;
    }
    String sent = out.toString(StandardCharsets.ISO_8859_1);
    int end = sent.indexOf("\r\n\r\n");
    assertThat(FuzzInput.bytes(sent.substring(end + 4))).isEqualTo(body);
    String[] lines = sent.substring(0, end).split("\r\n", -1);
    assertThat(sent.substring(0, end).replace("\r\n", "")).doesNotContain("\r", "\n");
    assertThat(lines[0].split(" ", -1)).hasSize(3).endsWith("HTTP/1.1").startsWith(method);
    List<String> expected =
        new ArrayList<>(
            fields.stream()
                .filter(field -> !field.name().equals("host"))
                .filter(field -> !field.name().equals("accept-encoding"))
                .filter(field -> !HopByHop.is(field.name()))
                .map(field -> field.name() + ": " + field.value())
                .toList());
    expected.add("host: target.test");
    expected.add("accept-encoding: identity");
    if (body.length > 0 || method.startsWith("P")) {
      expected.add("content-length: " + body.length);
    }
    List<String> printed = new ArrayList<>(List.of(lines).subList(1, lines.length));
    assertThat(printed).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static String word(FuzzInput choices) {
    return FuzzInput.octets(choices.piece());
  }
}
