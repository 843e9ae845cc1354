package dev.postern.gateway.http;

import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What our decoders make of octets: messages as plain texts, and how it ended. */
final class Spoken {
  /** A message that was whole. */
  record Message(String first, List<String> fields, String body) {}

  final List<Message> whole = new ArrayList<>();
  final List<RequestHead> asked = new ArrayList<>();
  final List<ResponseHead> answered = new ArrayList<>();
  String wrong = "";
  private String first = "";
  private List<String> fields = List.of();
  private final StringBuilder body = new StringBuilder();

  /** Requests, in pieces of so many octets; one exchange ends as soon as its request is whole. */
  static Spoken requests(String octets, int piece) {
    Spoken heard = new Spoken();
    EmbeddedChannel channel = new EmbeddedChannel();
    RequestDecoder[] decoder = new RequestDecoder[1];
    RequestSink sink =
        new RequestSink() {
          @Override
          public void head(Opening opening) {
            RequestHead head = opening.head();
            heard.asked.add(head);
            String query = head.query().isEmpty() ? "" : "?" + head.query();
            heard.begin(head.method() + " " + head.path() + query, head.fields());
          }

          @Override
          public void bytes(ByteBuf bytes) {
            heard.body.append(bytes.toString(StandardCharsets.ISO_8859_1));
          }

          @Override
          public void end() {
            heard.end();
            decoder[0].hold();
            channel.eventLoop().execute(decoder[0]::release);
          }

          @Override
          public void fault(HttpFault fault) {
            heard.wrong = fault.name();
          }
        };
    decoder[0] =
        new RequestDecoder(sink, HttpLimits.DEFAULT, new Hosts(Set.of("a.test")), () -> {});
    channel.pipeline().addLast(decoder[0]);
    feed(channel, octets, piece);
    return heard;
  }

  /** Answers, in pieces of so many octets, and then the end of the connection. */
  static Spoken replies(String octets, int piece) {
    Spoken heard = new Spoken();
    ReplySink sink =
        new ReplySink() {
          @Override
          public void head(ResponseHead head, boolean persistent) {
            heard.answered.add(head);
            heard.begin(Integer.toString(head.status()), head.fields());
          }

          @Override
          public void bytes(ByteBuf bytes) {
            heard.body.append(bytes.toString(StandardCharsets.ISO_8859_1));
          }

          @Override
          public void end() {
            heard.end();
          }

          @Override
          public void malformed(String why) {
            heard.wrong = why;
          }
        };
    feed(new EmbeddedChannel(new ReplyDecoder(sink, ReplyLimits.DEFAULT)), octets, piece);
    return heard;
  }

  private static void feed(EmbeddedChannel channel, String octets, int piece) {
    for (int at = 0; at < octets.length(); at += piece) {
      String some = octets.substring(at, Math.min(octets.length(), at + piece));
      channel.writeInbound(Unpooled.copiedBuffer(some, StandardCharsets.ISO_8859_1));
    }
    channel.finishAndReleaseAll();
  }

  private void begin(String line, List<Field> all) {
    first = line;
    fields = all.stream().map(field -> field.name() + ": " + field.value()).toList();
    body.setLength(0);
  }

  private void end() {
    whole.add(new Message(first, fields, body.toString()));
  }

  /** The same, to be compared. */
  record Outcome(List<Message> whole, String wrong) {}

  Outcome outcome() {
    return new Outcome(whole, wrong);
  }
}
