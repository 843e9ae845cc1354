package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.sse.SseText;
import dev.postern.kernel.gate.OwnWords;
import dev.postern.kernel.gate.Shown;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Everything that the gateway says to an MCP client itself. */
final class McpWords extends OwnWords {
  /** An error, as the whole body of an answer. */
  Shown body(Optional<RpcId> id, Trouble trouble) {
    return say(ByteBuffer.wrap(error(id, trouble)));
  }

  /** The same error for every member of a batch. */
  Shown batch(List<RpcId> ids, Trouble trouble) {
    JsonText text = new JsonText().beginArray();
    ids.forEach(id -> text.raw(error(Optional.of(id), trouble)));
    return say(ByteBuffer.wrap(text.endArray().bytes()));
  }

  /** An error, as an event of a stream. */
  Shown event(RpcId id, Trouble trouble) {
    return say(ByteBuffer.wrap(new SseText().data(error(Optional.of(id), trouble)).bytes()));
  }

  /** Why a stream that answers nobody ends. */
  Shown farewell(Trouble trouble) {
    JsonText text =
        new JsonText()
            .beginObject()
            .key("jsonrpc")
            .text("2.0")
            .key("method")
            .text(McpMethod.LOG.method())
            .key("params")
            .beginObject()
            .key("level")
            .text("error")
            .key("logger")
            .text("postern")
            .key("data");
    said(text, trouble);
    return say(ByteBuffer.wrap(new SseText().data(text.endObject().endObject().bytes()).bytes()));
  }

  /** Tells that a list may look different now. */
  Shown changed(McpMethod list) {
    JsonText text = new JsonText().beginObject().key("jsonrpc").text("2.0");
    text.key("method").text(list.method()).endObject();
    return say(ByteBuffer.wrap(new SseText().data(text.bytes()).bytes()));
  }

  /** How a call is getting on that waits for people. */
  Shown progress(RpcId token, int step, String message) {
    JsonText text = new JsonText().beginObject().key("jsonrpc").text("2.0");
    text.key("method").text(McpMethod.PROGRESS.method()).key("params").beginObject();
    text.key("progressToken").raw(token.raw()).key("progress").raw(small(step));
    text.key("message").text(message).endObject().endObject();
    return say(ByteBuffer.wrap(new SseText().data(text.bytes()).bytes()));
  }

  /** Progress has to grow, and what the target says of it comes after. */
  private static byte[] small(int step) {
    return BigDecimal.valueOf(step, 6).toPlainString().getBytes(StandardCharsets.US_ASCII);
  }

  /** A comment that keeps a stream open. */
  Shown stillHere() {
    return say(ByteBuffer.wrap(SseText.comment("")));
  }

  /** A line for whoever asked without speaking the protocol. */
  Shown line(String words) {
    return say(ByteBuffer.wrap((words + "\n").getBytes(StandardCharsets.UTF_8)));
  }

  /** An error as bytes; also what stands in a frame in the place of a withheld reply. */
  static byte[] error(Optional<RpcId> id, Trouble trouble) {
    JsonText text = new JsonText().beginObject().key("jsonrpc").text("2.0").key("id");
    id.ifPresentOrElse(known -> text.raw(known.raw()), text::nothing);
    text.key("error").beginObject().key("code").number(trouble.code());
    text.key("message").text(trouble.message()).key("data");
    said(text, trouble);
    return text.endObject().endObject().bytes();
  }

  private static void said(JsonText text, Trouble trouble) {
    text.beginObject().key("code").text(trouble.word());
    trouble.request().ifPresent(id -> text.key("requestId").text(id.toString()));
    text.key("reason").text(trouble.message());
    trouble
        .requested()
        .ifPresent(requested -> {
          text.key("supported").beginArray();
          McpVersions.KNOWN.forEach(text::text);
          text.endArray();
          text.key("requested").text(requested);
        });
    text.endObject();
  }
}
