package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonPayload;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Shape;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Policy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a message means to policy. Pure; the only place that says so. */
final class Describe {
  private static final Shape WITHOUT = Shape.of("method");
  private static final Shape WITH_INPUT = Shape.of("method", "input");

  private final Caller caller;
  private final Kept kept;
  private final Lexicon lexicon;
  private final Parts parts;

  Describe(Caller caller, Lexicon lexicon, McpLimits limits) {
    this(caller, new Parts(lexicon), limits);
  }

  /** With parts that were named before. */
  Describe(Caller caller, Parts parts, McpLimits limits) {
    this.caller = caller;
    this.kept = new Kept(caller.target().record(), limits.recordedBytes());
    this.lexicon = parts.lexicon();
    this.parts = parts;
  }

  /** A request or notification of the client. */
  Description asked(McpMethod method, JsonValue message) {
    Optional<JsonValue> params = message.member("params");
    String about = about(method, params);
    Policy.Part part = part(method, params, about);
    Atom atom = new Atom(use(method, about, part.term()), part.resource());
    Value.MapOf payload = Payloads.of(method.method(), message);
    Value word = new Value.Text(method.method());
    // A rule can tell a list, where nothing is known of arguments, from a use without any.
    Value.MapOf context =
        method.takesArguments()
            ? WITH_INPUT.with(word, Payloads.arguments(payload))
            : WITHOUT.with(word);
    Operation operation =
        new Operation(
            caller.principal(),
            lexicon.target(),
            about.isEmpty() ? method.method() : method.method() + " " + about,
            List.of(atom),
            effect(method, part.term()),
            context,
            payload);
    return description(operation, part, kept.asked(payload, params, part.term()));
  }

  /**
   * What using one entry of a list would be, before anything is known of its arguments.
   *
   * @return empty when the entry cannot be understood
   */
  Optional<Description> entry(McpMethod list, JsonValue entry) {
    return nameOf(list, entry).map(name -> entry(list, name));
  }

  /** What using the entry of that name would be. */
  Description entry(McpMethod list, String name) {
    return switch (list) {
      case TOOLS_LIST -> listed(McpMethod.TOOLS_CALL, parts.tool(name), name);
      case PROMPTS_LIST -> listed(McpMethod.PROMPTS_GET, parts.prompt(name), name);
      case RESOURCES_LIST, TEMPLATES_LIST -> readable(name);
      default -> throw new IllegalStateException("not a list: " + list.method());
    };
  }

  /** By what an entry of a list is known. */
  static Optional<String> nameOf(McpMethod list, JsonValue entry) {
    return switch (list) {
      case TOOLS_LIST, PROMPTS_LIST -> entry.textOf("name");
      case RESOURCES_LIST -> entry.textOf("uri");
      case TEMPLATES_LIST -> entry.textOf("uriTemplate");
      default -> Optional.empty();
    };
  }

  /** What reading a resource would be. */
  Description readable(String uri) {
    return listed(McpMethod.RESOURCES_READ, parts.resource(uri), uri);
  }

  /** A request that the target sends to the person behind the caller. */
  Description ofTarget(McpMethod method, JsonValue message, Optional<Policy.Part> stream) {
    Party person = caller.principal().subject();
    Resource resource =
        new Resource(new Ref(Names.type(person.kind()), person.name()), Names.groups(person));
    Operation operation =
        new Operation(
            server(),
            lexicon.target(),
            method.method(),
            List.of(new Atom(Action.shared(method.action()), resource)),
            Effect.READ,
            new Value.MapOf(Map.of("method", new Value.Text(method.method()))),
            Payloads.of(method.method(), message));
    Policy.Part part = stream.orElseGet(parts::server);
    return description(operation, part, kept.other(operation.payload(), lexicon.classed()));
  }

  /** The client's answer to a request of the target: content that leaves the client. */
  Description answer(McpMethod to, JsonValue message) {
    Optional<Value> beside = Payloads.beside(message);
    boolean empty =
        beside.isEmpty()
            && message
                .member("result", JsonKind.OBJECT)
                .map(result -> result.size() == 0)
                .orElse(false);
    String action = to == McpMethod.TARGET_PING && empty ? "connect" : "respond";
    Value payload =
        JsonPayload.of(beside.isEmpty() ? message.member("result").orElse(message) : message);
    Operation operation =
        new Operation(
            caller.principal(),
            lexicon.target(),
            "answer to " + to.method(),
            List.of(new Atom(Action.shared(action), lexicon.itself())),
            Effect.WRITE,
            new Value.MapOf(Map.of("method", new Value.Text(to.method()))),
            payload);
    return description(operation, parts.server(), kept.other(payload, false));
  }

  /** Listening to the target's stream, or ending a session. */
  Description connection(String label) {
    Value payload = new Value.MapOf(Map.of("method", new Value.Text(label)));
    Operation operation =
        new Operation(
            caller.principal(),
            lexicon.target(),
            label,
            List.of(new Atom(Action.shared("connect"), lexicon.itself())),
            Effect.NONE,
            new Value.MapOf(Map.of("method", new Value.Text(label))),
            payload);
    return description(operation, parts.server(), kept.other(payload, false));
  }

  /** What is not understood, or not carried: the worst. */
  Description unknown(String label) {
    Operation operation =
        new Operation(
            caller.principal(),
            lexicon.target(),
            label,
            List.of(new Atom(Action.UNKNOWN, lexicon.itself())),
            Effect.UNKNOWN,
            Value.NOTHING,
            new Value.Text(label));
    return description(operation, parts.server(), new Value.Null());
  }

  /** What the recording keeps of what is shown. */
  Kept kept() {
    return kept;
  }

  private Description listed(McpMethod use, Policy.Part part, String name) {
    Atom atom = new Atom(use(use, name, part.term()), part.resource());
    Operation operation =
        new Operation(
            caller.principal(),
            lexicon.target(),
            use.method() + " " + name,
            List.of(atom),
            effect(use, part.term()),
            new Value.MapOf(Map.of("method", new Value.Text(use.method()))),
            Value.NOTHING);
    return description(operation, part, new Value.Null());
  }

  private Description description(Operation operation, Policy.Part part, Value keep) {
    return new Description(operation, caller.visit(), Optional.of(part), keep, lexicon.epoch());
  }

  /**
   * The part that a message is about.
   *
   * @param about its name, as {@link #about} tells it
   */
  private Policy.Part part(McpMethod method, Optional<JsonValue> params, String about) {
    return switch (method.subject()) {
      case TOOL -> parts.tool(about);
      case PROMPT -> parts.prompt(about);
      case RESOURCE -> parts.resource(about);
      case REFERENCE -> {
        Optional<JsonValue> ref = params.flatMap(p -> p.member("ref"));
        yield text(ref, "type").equals("ref/prompt")
            ? parts.prompt(text(ref, "name"))
            : parts.resource(text(ref, "uri"));
      }
      case SERVER, PERSON, OPEN_CALL, OPEN_REQUEST, STREAM -> parts.server();
    };
  }

  private Action use(McpMethod method, String name, Lexicon.Term term) {
    return switch (method.subject()) {
      case TOOL -> new Action(lexicon.target(), name, term.groups());
      case RESOURCE, PROMPT, REFERENCE -> new Action("", method.action(), Set.of("read"));
      case SERVER, PERSON, OPEN_CALL, OPEN_REQUEST, STREAM ->
          method.lists()
              ? new Action("", method.action(), Set.of("read"))
              : Action.shared(method.action());
    };
  }

  private static Effect effect(McpMethod method, Lexicon.Term term) {
    return switch (method.subject()) {
      case TOOL ->
          term.groups().contains("write")
              ? Effect.WRITE
              : term.groups().contains("read") ? Effect.READ : Effect.UNKNOWN;
      case RESOURCE, PROMPT, REFERENCE -> Effect.READ;
      case SERVER, PERSON, OPEN_CALL, OPEN_REQUEST, STREAM ->
          method.lists() ? Effect.READ : Effect.NONE;
    };
  }

  /** What a message names; empty where it names nothing. */
  private static String about(McpMethod method, Optional<JsonValue> params) {
    return switch (method.subject()) {
      case TOOL, PROMPT -> text(params, "name");
      case RESOURCE -> text(params, "uri");
      case REFERENCE -> {
        Optional<JsonValue> ref = params.flatMap(p -> p.member("ref"));
        yield text(ref, "name") + text(ref, "uri");
      }
      case SERVER, PERSON, OPEN_CALL, OPEN_REQUEST, STREAM -> "";
    };
  }

  private static String text(Optional<JsonValue> object, String name) {
    return object.flatMap(o -> o.textOf(name)).orElse("");
  }

  private Principal server() {
    String name = lexicon.target();
    return Principal.of(
        new Party(
            Party.Kind.SERVER,
            new Identity(caller.target().resource(), name),
            name,
            Set.of(),
            Optional.empty()));
  }
}
