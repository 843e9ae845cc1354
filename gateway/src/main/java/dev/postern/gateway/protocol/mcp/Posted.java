package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonFault;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.gate.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a client posted: read, judged, and handed to the work that it asks for. */
final class Posted {
  private final McpExchange x;
  private final RequestHead head;
  private final Caller stranger;

  Posted(McpExchange x, RequestHead head, Caller stranger) {
    this.x = x;
    this.head = head;
    this.stranger = stranger;
  }

  void take(byte[] body) {
    switch (JsonScan.of(body, x.limits().asked())) {
      case JsonFault fault ->
          refuse("POST that is no message", stranger, NOBODY, Trouble.parse(fault.text()));
      case JsonDocument document -> read(document);
    }
  }

  private void read(JsonDocument document) {
    boolean batch = document.root().is(JsonKind.ARRAY);
    List<JsonValue> elements = new ArrayList<>(1);
    if (batch) {
      document.root().elements().forEach(elements::add);
    } else {
      elements.add(document.root());
    }
    if (elements.isEmpty() || elements.size() > x.limits().batchMembers()) {
      refuse(
          "batch", stranger, NOBODY, Trouble.invalid(400, "a batch has too few or many members"));
      return;
    }
    List<McpMessage> messages = new ArrayList<>(elements.size());
    Optional<JsonValue> stateless = Optional.empty();
    for (JsonValue element : elements) {
      messages.add(MessageReader.read(element, McpMethod.Sender.CLIENT));
      stateless = stateless.isPresent() ? stateless : stateless(element);
    }
    McpExchange.Answerable to = new McpExchange.Answerable(ids(messages), batch);
    if (stateless.isPresent()) {
      String version = stateless.get().is(JsonKind.STRING) ? stateless.get().text() : "";
      refuse("POST of the stateless era", stranger, to, Trouble.version(version));
      return;
    }
    if (!batch
        && messages.getFirst() instanceof McpMessage.Request request
        && request.method() == McpMethod.INITIALIZE) {
      initialize(document, request, to);
      return;
    }
    switch (Lookup.of(head, stranger, x.sessions(), x.now())) {
      case Lookup.Absent(Trouble trouble) -> refuse(label(messages), stranger, to, trouble);
      case Lookup.Found(McpSession session, Caller caller) -> {
        Optional<Trouble> objection = objection(messages, session, batch);
        if (objection.isPresent()) {
          refuse(label(messages), caller, to, objection.get());
        } else {
          dispatch(document, messages, new Relay.Within(session, caller, head, to));
        }
      }
    }
  }

  private void initialize(
      JsonDocument document, McpMessage.Request request, McpExchange.Answerable to) {
    Optional<String> version = head.only(HeadRules.VERSION);
    if (version.isPresent() && !McpVersions.KNOWN.contains(version.get())) {
      refuse("initialize", stranger, to, Trouble.version(version.get()));
      return;
    }
    Instant now = x.now();
    McpSession session = x.sessions().draft(stranger, now);
    if (!x.sessions().enter(session, now)) {
      x.refuse(
          stranger,
          "initialize",
          to,
          Refusal.Code.OVER_LIMIT,
          Trouble.refused(
              Refusal.Code.OVER_LIMIT, "there are too many open sessions", Optional.empty()));
      return;
    }
    Caller caller = new Caller(stranger.signIn(), stranger.target(), session.name(), now);
    new Relay(x, new Relay.Within(session, caller, head, to), document, List.of(request)).begin();
  }

  private void dispatch(JsonDocument document, List<McpMessage> messages, Relay.Within within) {
    switch (messages.getFirst()) {
      case McpMessage.Answer answer when !within.to().batch() ->
          new Answering(x, within, document, answer).begin();
      case McpMessage.Notice notice
          when !within.to().batch() && notice.method() == McpMethod.CANCELLED ->
          new Cancelling(x, within, notice).begin();
      case McpMessage.Answer answer -> throw new IllegalStateException("answers in a batch");
      case McpMessage.Foreign foreign -> throw new IllegalStateException("a foreign method");
      case McpMessage.Broken broken -> throw new IllegalStateException("a broken message");
      case McpMessage.Request request -> relay(document, messages, within);
      case McpMessage.Notice notice -> relay(document, messages, within);
    }
  }

  private void relay(JsonDocument document, List<McpMessage> messages, Relay.Within within) {
    if (messages.size() == 1) {
      Payloads.trace(document.root()).ifPresent(parent -> x.emit(new Command.Traced(parent)));
    }
    new Relay(x, within, document, messages).begin();
  }

  /** What stands against forwarding these messages in this session. */
  private Optional<Trouble> objection(
      List<McpMessage> messages, McpSession session, boolean batch) {
    boolean firstVersion =
        session.version().equals(McpVersions.FIRST)
            && head.only(HeadRules.VERSION).orElse(McpVersions.FIRST).equals(McpVersions.FIRST);
    if (batch && !firstVersion) {
      return Optional.of(Trouble.invalid(400, "this version has no batches"));
    }
    for (McpMessage message : messages) {
      Optional<Trouble> objection = objection(message, batch);
      if (objection.isPresent()) {
        return objection;
      }
    }
    return Optional.empty();
  }

  private Optional<Trouble> objection(McpMessage message, boolean batch) {
    return switch (message) {
      case McpMessage.Broken(Optional<RpcId> id, String why) ->
          Optional.of(Trouble.invalid(id.isPresent() ? 200 : 400, why));
      case McpMessage.Foreign foreign -> Optional.of(Trouble.method());
      case McpMessage.Answer answer ->
          batch ? Optional.of(Trouble.invalid(400, "an answer is posted alone")) : Optional.empty();
      case McpMessage.Notice notice ->
          batch && notice.method() == McpMethod.CANCELLED
              ? Optional.of(Trouble.invalid(400, "a cancellation is posted alone"))
              : Optional.empty();
      case McpMessage.Request request ->
          request.method() == McpMethod.INITIALIZE
              ? Optional.of(Trouble.invalid(200, "the session is initialized already"))
              : imitation(request);
    };
  }

  private Optional<Trouble> imitation(McpMessage.Request request) {
    Optional<JsonValue> arguments = request.params().flatMap(p -> p.member("arguments"));
    if (!request.method().takesArguments() || arguments.isEmpty()) {
      return Optional.empty();
    }
    ToolShapes shapes = x.sessions().shapes();
    Optional<JsonFault> fault = shapes.imitatesRead(x.target().lexicon().get(), arguments.get());
    if (fault.isEmpty() && request.method() == McpMethod.TOOLS_CALL) {
      String tool = request.params().flatMap(p -> p.textOf("name")).orElse("");
      fault = shapes.impostor(x.target().name(), tool, arguments.get());
    }
    return fault.map(found -> Trouble.invalid(200, found.text()));
  }

  private void refuse(String label, Caller caller, McpExchange.Answerable to, Trouble trouble) {
    x.refuse(caller, label, to, Refusal.Code.NOT_UNDERSTOOD, trouble);
  }

  /** The version that a message of the stateless era carries. */
  private static Optional<JsonValue> stateless(JsonValue message) {
    return message
        .member("params")
        .flatMap(params -> params.member("_meta"))
        .flatMap(meta -> meta.member(McpVersions.STATELESS_KEY));
  }

  private static List<RpcId> ids(List<McpMessage> messages) {
    List<RpcId> ids = new ArrayList<>();
    for (McpMessage message : messages) {
      switch (message) {
        case McpMessage.Request request -> ids.add(request.id());
        case McpMessage.Foreign foreign -> foreign.id().ifPresent(ids::add);
        case McpMessage.Broken broken -> broken.id().ifPresent(ids::add);
        case McpMessage.Answer answer -> {}
        case McpMessage.Notice notice -> {}
      }
    }
    return ids;
  }

  private static String label(List<McpMessage> messages) {
    String first =
        switch (messages.getFirst()) {
          case McpMessage.Request request -> request.method().method();
          case McpMessage.Notice notice -> notice.method().method();
          case McpMessage.Answer answer -> "answer";
          case McpMessage.Foreign foreign -> foreign.method();
          case McpMessage.Broken broken -> "POST that is no message";
        };
    return messages.size() == 1 ? first : "batch of " + messages.size() + ", first " + first;
  }

  private static final McpExchange.Answerable NOBODY = McpExchange.Answerable.NOBODY;
}
