package dev.postern.gateway.scan;

import dev.postern.gateway.drive.OwnClient;
import dev.postern.gateway.drive.OwnClient.Heard;
import dev.postern.gateway.drive.OwnClients;
import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.scan.McpScan.Said;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.gateway.sse.SseDecoder;
import dev.postern.gateway.sse.SseEvent;
import dev.postern.gateway.sse.SseLimits;
import dev.postern.kernel.identity.SignIn;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One conversation with an MCP target as a client of the gateway would have it: Streamable HTTP of
 * 2025-11-25, one request after the other. Blocks; for one thread.
 */
final class McpTalk implements McpScan.Talk {
  /** The version that is asked for; the target may answer with another. */
  static final String VERSION = "2025-11-25";

  private static final String EVENTS = "text/event-stream";
  private static final JsonLimits JSON = JsonLimits.standard().with(JsonLimits.LoneSurrogates.KEEP);

  private final OwnClients clients;
  private final SignIn as;
  private final String path;
  private final Budget budget;
  private Optional<String> session = Optional.empty();
  private Optional<String> version = Optional.empty();
  private long requests;

  /**
   * @param path the target's path at the gateway
   */
  McpTalk(OwnClients clients, SignIn as, String path, Budget budget) {
    this.clients = clients;
    this.as = as;
    this.path = path;
    this.budget = budget;
  }

  @Override
  public Said ask(String method, Consumer<JsonText> params) throws ScanFault, InterruptedException {
    long id = ++requests;
    JsonText text = new JsonText().beginObject().key("jsonrpc").text("2.0");
    text.key("id").number(id).key("method").text(method).key("params").beginObject();
    params.accept(text);
    byte[] body = text.endObject().endObject().bytes();
    try (OwnClient client = clients.ask(as, post(body), budget.octets())) {
      return new Reading(client, id).answer();
    }
  }

  @Override
  public void tell(String method) throws ScanFault, InterruptedException {
    JsonText text = new JsonText().beginObject().key("jsonrpc").text("2.0");
    byte[] body = text.key("method").text(method).endObject().bytes();
    try (OwnClient client = clients.ask(as, post(body), budget.octets())) {
      new Reading(client, 0).whole();
    }
  }

  @Override
  public void agreed(String spoken) {
    version = Optional.of(spoken);
  }

  @Override
  public void end() throws InterruptedException {
    if (session.isEmpty()) {
      return;
    }
    OwnClients.Asked asked =
        new OwnClients.Asked(new RequestHead("DELETE", path, "", fields()), new byte[0]);
    try (OwnClient client = clients.ask(as, asked, budget.limits().text())) {
      new Reading(client, 0).whole();
    } catch (ScanFault unheard) {
      // The gateway ends it by its own bounds.
    }
  }

  private OwnClients.Asked post(byte[] body) {
    List<Field> fields = fields();
    fields.add(new Field("content-type", "application/json"));
    return new OwnClients.Asked(new RequestHead("POST", path, "", fields), body);
  }

  private List<Field> fields() {
    List<Field> fields = new ArrayList<>();
    // The session asks for a proof as of everybody; that this one is known is its driver's to say.
    fields.add(new Field("authorization", "Bearer gateway"));
    fields.add(new Field("accept", "application/json, " + EVENTS));
    session.ifPresent(id -> fields.add(new Field("mcp-session-id", id)));
    version.ifPresent(spoken -> fields.add(new Field("mcp-protocol-version", spoken)));
    return fields;
  }

  /** One answer, as it comes in. */
  private final class Reading {
    private final OwnClient client;
    private final long id;
    private final long deadline = budget.deadline();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final SseDecoder events = new SseDecoder(SseLimits.standard());
    private final List<Said> found = new ArrayList<>();
    private int status;
    private boolean streamed;

    Reading(OwnClient client, long id) {
      this.client = client;
      this.id = id;
    }

    /** Takes all of it. */
    void whole() throws ScanFault, InterruptedException {
      while (!over()) {
        // Nothing in it is needed but its end.
      }
      if (status >= 300) {
        throw McpFaults.of(status, read(body.toByteArray()));
      }
    }

    Said answer() throws ScanFault, InterruptedException {
      boolean over = false;
      while (!over && found.isEmpty()) {
        over = over();
      }
      if (!found.isEmpty()) {
        return found.getFirst();
      }
      Optional<JsonValue> message = streamed ? Optional.empty() : read(body.toByteArray());
      if (status >= 300) {
        throw McpFaults.of(status, message);
      }
      return message
          .filter(this::isAnswer)
          .map(Said::new)
          .orElseThrow(() ->
              new ScanFault(
                  ScanFault.Why.TARGET,
                  "the target answered with something else than an answer of MCP; is it an MCP"
                      + " server that speaks Streamable HTTP?"));
    }

    /** Hears the next thing; whether it is over. */
    private boolean over() throws ScanFault, InterruptedException {
      switch (budget.next(client::next, deadline)) {
        case Heard.Head(ResponseHead head) -> {
          status = head.status();
          streamed = head.only("content-type").filter(Reading::streams).isPresent();
          head.only("mcp-session-id").ifPresent(name -> session = Optional.of(name));
        }
        case Heard.Bytes(byte[] bytes) -> {
          if (streamed) {
            feed(bytes);
          } else {
            body.writeBytes(bytes);
          }
        }
        case Heard.Whole whole -> {
          return true;
        }
        case Heard.Cut(String why) ->
            throw new ScanFault(ScanFault.Why.TARGET, "the target's answer is not whole: " + why);
      }
      return false;
    }

    private static boolean streams(String type) {
      return type.regionMatches(true, 0, EVENTS, 0, EVENTS.length());
    }

    private void feed(byte[] bytes) throws ScanFault {
      boolean broken =
          events
              .feed(
                  bytes,
                  frame -> {
                    if (frame instanceof SseEvent event && event.hasData()) {
                      read(event.data())
                          .filter(this::isAnswer)
                          .map(Said::new)
                          .ifPresent(found::add);
                    }
                  })
              .isPresent();
      if (broken) {
        throw new ScanFault(ScanFault.Why.TARGET, "the target's events cannot be read");
      }
    }

    private static Optional<JsonValue> read(byte[] json) {
      return switch (JsonScan.of(json, JSON)) {
        case JsonDocument document -> Optional.of(document.root());
        case JsonFault fault -> Optional.empty();
      };
    }

    private boolean isAnswer(JsonValue message) {
      return message
          .member("id", JsonKind.NUMBER)
          .filter(number -> number.numberText().equals(Long.toString(id)))
          .filter(number -> message.member("method").isEmpty())
          .isPresent();
    }
  }
}
