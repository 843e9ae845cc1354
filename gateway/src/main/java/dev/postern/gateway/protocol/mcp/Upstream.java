package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Heads and frames towards the target. Of the client's head only what is listed here goes on: its
 * token, its session id and every field that nobody knows stay behind.
 */
final class Upstream {
  private static final Set<String> PASSED = Set.of(HeadRules.VERSION, "traceparent", "tracestate");
  private static final Field JSON = new Field("content-type", "application/json");
  private static final Field BOTH = new Field("accept", "application/json, text/event-stream");
  private static final Field EVENTS = new Field("accept", "text/event-stream");
  private static final Field PLAIN = new Field("accept-encoding", "identity");

  /** As many fields as a head has that passes them all. */
  private static final int MOST = 8;

  private Upstream() {}

  /** The head of a message that is posted as it came. */
  static RequestHead post(RequestHead client, McpSession session) {
    List<Field> fields = passed(client, session);
    fields.add(JSON);
    fields.add(BOTH);
    return new RequestHead("POST", "", "", fields);
  }

  /**
   * The head of a stream.
   *
   * @param last the target's id of the event to go on from
   */
  static RequestHead get(RequestHead client, McpSession session, Optional<String> last) {
    List<Field> fields = passed(client, session);
    last.ifPresent(event -> fields.add(new Field(HeadRules.LAST_EVENT, event)));
    fields.add(EVENTS);
    return new RequestHead("GET", "", "", fields);
  }

  /** The head that ends the target's session. */
  static RequestHead delete(McpSession session) {
    return new RequestHead("DELETE", "", "", own(session));
  }

  /** The head of a frame of the gateway's own. */
  static RequestHead post(McpSession session) {
    List<Field> fields = own(session);
    fields.add(JSON);
    fields.add(BOTH);
    return new RequestHead("POST", "", "", fields);
  }

  /** Tells the target that nobody waits for a reply any more. */
  static byte[] cancelled(RpcId request) {
    JsonText text = new JsonText().beginObject().key("jsonrpc").text("2.0");
    text.key("method").text(McpMethod.CANCELLED.method()).key("params").beginObject();
    text.key("requestId").raw(request.raw()).key("reason").text("the caller left or was cut off");
    return text.endObject().endObject().bytes();
  }

  /** Tells the target that its request is not answered. */
  static byte[] declined(RpcId request, Trouble trouble) {
    return McpWords.error(Optional.of(request), trouble);
  }

  private static List<Field> passed(RequestHead client, McpSession session) {
    List<Field> fields = new ArrayList<>(MOST);
    List<Field> theirs = client.fields();
    for (int i = 0; i < theirs.size(); i++) {
      Field field = theirs.get(i);
      if (PASSED.contains(field.name())) {
        fields.add(field);
      }
    }
    fields.add(PLAIN);
    session.upstream().ifPresent(id -> fields.add(new Field(HeadRules.SESSION, id)));
    return fields;
  }

  private static List<Field> own(McpSession session) {
    List<Field> fields = new ArrayList<>();
    fields.add(PLAIN);
    fields.add(new Field(HeadRules.VERSION, session.version()));
    session.upstream().ifPresent(id -> fields.add(new Field(HeadRules.SESSION, id)));
    return fields;
  }
}
