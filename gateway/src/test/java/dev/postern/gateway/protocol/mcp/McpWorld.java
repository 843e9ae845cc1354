package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.policy.Policy;
import dev.postern.testkit.ScriptedGate;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One target called registry behind the front, with scripted clients. */
final class McpWorld {
  static final String UPSTREAM = "upstream-session-1";

  final ScriptedGate gate;
  final McpSessions sessions;
  final McpLimits limits;
  private final ScriptedDriver.Hub hub = new ScriptedDriver.Hub();
  private final McpFront front;
  private final Map<String, SignIn> tokens = new HashMap<>();
  String token = "ana-token";
  String sessionId = "";
  int stale;
  String place = "here";
  Set<String> read = Set.of();
  Set<String> scopes = Set.of();

  McpWorld(Policy policy) {
    this(policy, Map.of(), RecordLevel.MASKED, McpLimits.DEFAULT);
  }

  McpWorld(Policy policy, Map<Ref, Lexicon.Term> terms) {
    this(policy, terms, RecordLevel.MASKED, McpLimits.DEFAULT);
  }

  McpWorld(Policy policy, Map<Ref, Lexicon.Term> terms, RecordLevel record, McpLimits limits) {
    this.limits = limits;
    this.gate =
        new ScriptedGate(
            policy,
            epoch ->
                new Lexicon(
                    "registry",
                    "McpServer",
                    Set.of(new Ref("Env", "test")),
                    terms.values().stream().anyMatch(term -> !term.fields().isEmpty()),
                    terms,
                    epoch,
                    place,
                    read));
    this.sessions =
        new McpSessions(
            limits,
            new Random(7),
            name -> name.equals("registry") ? Optional.of(target(record)) : Optional.empty());
    this.front = new McpFront(sessions, gate::now);
    tokens.put("ana-token", ScriptedGate.signIn("ana"));
    tokens.put("bob-token", ScriptedGate.signIn("bob"));
  }

  private McpTarget target(RecordLevel record) {
    return new McpTarget(
        "registry",
        place,
        "https://gate.test/mcp/registry",
        scopes,
        new McpTarget.Challenges(
            "Bearer resource_metadata=\"https://gate.test/.well-known/x\"",
            "Bearer error=\"invalid_token\", resource_metadata=\"https://gate.test/.well-known/x\"",
            "Bearer error=\"insufficient_scope\", scope=\"mcp:tools\""),
        record,
        Duration.ofHours(8),
        Duration.ofMinutes(30),
        Set.of("https://app.test"),
        this::lexicon);
  }

  /** The words in force, or for as long as was said those of before. */
  private Lexicon lexicon() {
    Lexicon inForce = gate.lexicon();
    if (stale == 0) {
      return inForce;
    }
    stale--;
    return new Lexicon(
        inForce.target(),
        inForce.type(),
        inForce.parents(),
        inForce.classed(),
        inForce.terms(),
        inForce.epoch() - 1,
        inForce.place(),
        inForce.read());
  }

  /** Lets a token prove somebody from now on. */
  void proves(String text, SignIn signIn) {
    tokens.put(text, signIn);
  }

  /** Begins an exchange; nothing of it has been delivered. */
  ScriptedDriver driver(RequestHead head) {
    return new ScriptedDriver(
        gate, hub, front.open(head).orElseThrow(), given -> Optional.ofNullable(tokens.get(given)));
  }

  RequestHead head(String method, Field... more) {
    List<Field> fields = new ArrayList<>(List.of(more));
    fields.add(new Field("authorization", "Bearer " + token));
    fields.add(new Field("accept", "application/json, text/event-stream"));
    if (method.equals("POST")) {
      fields.add(new Field("content-type", "application/json"));
    }
    if (!sessionId.isEmpty()) {
      fields.add(new Field("mcp-session-id", sessionId));
    }
    return new RequestHead(method, "/mcp/registry", "", fields);
  }

  ScriptedDriver post(String body, Field... more) {
    RequestHead head = head("POST", more);
    ScriptedDriver driver = driver(head);
    driver.tell(new Event.Requested(head));
    driver.tell(new Event.Received(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))));
    return driver.tell(new Event.ReceivedAll());
  }

  ScriptedDriver bare(String method, Field... more) {
    RequestHead head = head(method, more);
    return driver(head).tell(new Event.Requested(head)).tell(new Event.ReceivedAll());
  }

  /** Initializes a session of the newest version. */
  ScriptedDriver initialize() {
    return initialize("2025-11-25");
  }

  ScriptedDriver initialize(String version) {
    ScriptedDriver driver = post(initializeBody(version));
    driver.answer(
        1, 200, "application/json", initialized(version), new Field("mcp-session-id", UPSTREAM));
    sessionId =
        driver
            .reply()
            .flatMap(reply -> reply.only("mcp-session-id"))
            .orElseThrow(() -> new AssertionError("no session: " + driver.shown()));
    return driver;
  }

  static String initializeBody(String version) {
    return """
    {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",\
    "capabilities":{},"clientInfo":{"name":"test","version":"1"}}}\
    """
        .formatted(version);
  }

  static String initialized(String version) {
    return """
    {"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"%s","capabilities":{"tools":{},\
    "logging":{}},"serverInfo":{"name":"registry","version":"1"}}}\
    """
        .formatted(version);
  }

  static String call(int id, String tool) {
    return call(id, tool, "{}");
  }

  static String call(int id, String tool, String arguments) {
    return """
    {"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"%s","arguments":%s}}\
    """
        .formatted(id, tool, arguments);
  }

  static String result(int id, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":" + result + "}";
  }

  static String event(String data) {
    return "event: message\ndata: " + data + "\n\n";
  }

  static Ref tool(String name) {
    return new Ref("Tool", "registry/" + name);
  }
}
