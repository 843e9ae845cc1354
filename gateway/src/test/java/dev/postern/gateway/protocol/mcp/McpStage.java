package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ListingStage;
import dev.postern.testkit.ScriptedGate;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** MCP on the contract's stage; the target answers whole or in events. */
final class McpStage implements ListingStage {
  private static final int MESSAGE = 4_096;

  private final McpWorld world;
  private final boolean events;

  McpStage(Policy policy, boolean events) {
    McpLimits all = McpLimits.DEFAULT;
    McpLimits small =
        new McpLimits(
            MESSAGE,
            all.messageDepth(),
            all.unprovenBytes(),
            all.batchMembers(),
            all.listEntries(),
            all.openCalls(),
            all.openRequests(),
            all.streams(),
            all.events(),
            all.waitingFrames(),
            all.sideLegs(),
            all.sessionsPerCaller(),
            all.sessions(),
            all.recordedBytes(),
            all.toolShapes(),
            all.resumeWait(),
            all.holdWait(),
            all.keepAlive(),
            all.closingWait());
    Lexicon.Term term =
        new Lexicon.Term(
            Set.of("write"),
            Set.of(),
            Map.of("$.rows[*].key", "secret", "$.rows[*].name", "plain"),
            Lexicon.Unmapped.BY_TARGET);
    this.world =
        new McpWorld(policy, Map.of(McpWorld.tool("run"), term), RecordLevel.MASKED, small);
    this.events = events;
  }

  @Override
  public ScriptedGate gate() {
    return world.gate;
  }

  @Override
  public void open() {
    world.initialize();
  }

  @Override
  public byte[] use(String part) {
    return bytes(
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s",\
        "arguments":{"model":"churn"},"_meta":{"progressToken":"t"}}}\
        """
            .formatted(part));
  }

  @Override
  public byte[] list() {
    return bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
  }

  @Override
  public byte[] unknown() {
    return bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tasks/list\"}");
  }

  @Override
  public byte[] tooLong() {
    String start = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"x\":\"";
    return bytes(start + "x".repeat(MESSAGE + 1 - start.length() - 3) + "\"}}");
  }

  @Override
  public byte[] reply(String content) {
    return framed(McpWorld.result(1, rows(content)));
  }

  @Override
  public byte[] replyEverywhere(String content) {
    String result =
        McpWorld.result(
            1,
            """
            {"content":[{"type":"text","text":"%1$s"},{"type":"text","text":"{\\"rows\\":[{\
            \\"name\\":\\"n\\",\\"key\\":\\"%1$s\\"}]}","annotations":{"a":"%1$s"}},\
            {"type":"image","mimeType":"image/png","data":"%1$s"},{"type":"audio","data":"%1$s"},\
            {"type":"resource","resource":{"uri":"%1$s","blob":"%1$s"}},\
            {"type":"resource_link","uri":"%1$s","name":"%1$s"},{"type":"%1$s"}],\
            "structuredContent":{"rows":[{"name":"n","key":"%1$s","other":"%1$s"}],\
            "more":{"%1$s":"%1$s"},"list":["%1$s"]},"_meta":{"x":"%1$s"},"extra":"%1$s"}\
            """
                .formatted(content));
    result = result.replace("{\"jsonrpc\"", "{\"vendor\":\"" + content + "\",\"jsonrpc\"");
    if (!events) {
      return bytes(result);
    }
    String progress =
        """
        {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":"t",\
        "progress":1,"message":"%1$s","x":"%1$s"}}\
        """
            .formatted(content);
    String log =
        """
        {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info",\
        "logger":"%1$s","data":{"x":"%1$s"}}}\
        """
            .formatted(content);
    String changed =
        """
        {"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"x":"%1$s"}}\
        """
            .formatted(content);
    return bytes(
        ": "
            + content
            + "\n\n"
            + McpWorld.event(progress)
            + McpWorld.event(log)
            + McpWorld.event(changed)
            + "x: "
            + content
            + "\n"
            + McpWorld.event(result));
  }

  @Override
  public byte[] listing(List<String> parts) {
    String tools =
        parts.stream()
            .map(part -> "{\"name\":\"" + part + "\",\"inputSchema\":{\"type\":\"object\"}}")
            .collect(Collectors.joining(","));
    return framed(McpWorld.result(1, "{\"tools\":[" + tools + "]}"));
  }

  @Override
  public List<byte[]> hostile() {
    return List.of(
        framed(McpWorld.result(2, "{}")),
        framed("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}"),
        framed("{\"jsonrpc\":\"2.0\",\"id\":1.0,\"result\":{}}"),
        framed("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{\"code\":1}}"),
        framed("{\"jsonrpc\":\"2.0\",\"id\":1,\"Result\":{}}"),
        framed("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"result\":{}}"),
        framed("[" + McpWorld.result(1, "{}") + "]"),
        framed("null"),
        framed("[]"),
        framed("{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{}}"),
        bytes("not JSON"),
        bytes("[".repeat(1_000)),
        framed(McpWorld.result(1, "{\"x\":\"" + "y".repeat(MESSAGE * 3) + "\"}")),
        bytes("data: {"),
        bytes("event: other\ndata: " + McpWorld.result(1, "{}") + "\n\n"),
        new byte[0]);
  }

  @Override
  public Masking hiding() {
    return new Masking(
        List.of(new Masking.Hidden("$.rows[*].key", "secret", Mask.REDACT)),
        Masking.Unmapped.WITHHELD);
  }

  @Override
  public Policy refusing() {
    return ScriptedPolicy.SHUT;
  }

  @Override
  public Talk begin() {
    RequestHead head = world.head("POST");
    return new McpTalk(world.driver(head), head);
  }

  private final class McpTalk implements Talk {
    private final ScriptedDriver driver;
    private final RequestHead head;
    private boolean gone;

    McpTalk(ScriptedDriver driver, RequestHead head) {
      this.driver = driver;
      this.head = head;
    }

    @Override
    public Talk send(List<byte[]> pieces) {
      driver.tell(new Event.Requested(head));
      pieces.forEach(piece -> driver.tell(new Event.Received(ByteBuffer.wrap(piece))));
      driver.tell(new Event.ReceivedAll());
      return this;
    }

    @Override
    public int reached() {
      return (int) driver.sent().stream().filter(sent -> !sent.closing()).count();
    }

    @Override
    public boolean heard(String text) {
      return driver.sent().stream().anyMatch(sent -> sent.body().contains(text));
    }

    @Override
    public void answer(List<byte[]> pieces) {
      if (begin(pieces)) {
        driver.tell(new Event.AnsweredAll(1));
      }
    }

    @Override
    public void breakOff(byte[] bytes) {
      if (begin(List.of(bytes))) {
        driver.tell(new Event.LegFailed(1, Event.Failure.BROKEN, "cut"));
      }
    }

    private boolean begin(List<byte[]> pieces) {
      if (driver.legs().contains(1)) {
        driver.head(1, 200, events ? "text/event-stream" : "application/json");
        pieces.stream()
            .takeWhile(piece -> driver.legs().contains(1))
            .forEach(piece -> driver.piece(1, piece));
      }
      return driver.legs().contains(1);
    }

    @Override
    public void leave() {
      gone = true;
      driver.leave();
    }

    @Override
    public String shown() {
      return driver.shown();
    }

    @Override
    public boolean crashed() {
      return driver.hungUp();
    }

    @Override
    public boolean over() {
      driver.timers();
      return driver.done() && driver.open().isEmpty() && (gone || driver.ended());
    }
  }

  private byte[] framed(String json) {
    return bytes(events ? McpWorld.event(json) : json);
  }

  private static String rows(String content) {
    return """
    {"content":[{"type":"text","text":"{\\"rows\\":[{\\"name\\":\\"n\\",\\"key\\":\\"%1$s\\"}]}"\
    }],"structuredContent":{"rows":[{"name":"n","key":"%1$s"}]}}\
    """
        .formatted(content);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
