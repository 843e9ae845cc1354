package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.session.Door;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.HeldRequest;
import dev.postern.kernel.gate.Leaving;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Patience;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Requests and notifications on their way to the gate: one, or a batch, of which either every
 * member is given a passage or nothing is forwarded.
 */
final class Relay {
  /** Where a post belongs. */
  record Within(McpSession session, Caller caller, RequestHead head, McpExchange.Answerable to) {}

  private final McpExchange x;
  private final Within within;
  private final JsonDocument document;
  private final List<McpMessage> messages;
  private final List<Optional<Verdict>> verdicts = new ArrayList<>();
  private Optional<Holding> holding = Optional.empty();
  private int missing;

  Relay(McpExchange x, Within within, JsonDocument document, List<McpMessage> messages) {
    this.x = x;
    this.within = within;
    this.document = document;
    this.messages = List.copyOf(messages);
  }

  void begin() {
    List<RpcId> reserved = new ArrayList<>();
    for (RpcId id : within.to().ids()) {
      if (!within.session().reserve(id)) {
        reserved.forEach(within.session()::release);
        x.refuse(
            within.caller(),
            "request with an id that is in use, or one too many",
            within.to(),
            Refusal.Code.OVER_LIMIT,
            Trouble.refused(
                Refusal.Code.OVER_LIMIT,
                "the id is in use, or too many requests are open",
                Optional.empty()));
        return;
      }
      reserved.add(id);
    }
    missing = messages.size();
    for (int i = 0; i < messages.size(); i++) {
      verdicts.add(Optional.empty());
    }
    for (int i = 0; i < messages.size(); i++) {
      int member = i;
      x.door().admit(asking(member), verdict -> decided(member, verdict));
    }
  }

  private Door.Asking asking(int member) {
    return new Door.Asking() {
      @Override
      public Description describe(Lexicon lexicon) {
        Describe describe = new Describe(within.caller(), x.sessions().parts(lexicon), x.limits());
        return switch (messages.get(member)) {
          case McpMessage.Request request -> describe.asked(request.method(), request.message());
          case McpMessage.Notice notice -> describe.asked(notice.method(), notice.message());
          case McpMessage.Answer other -> throw new IllegalStateException("not relayed");
          case McpMessage.Foreign other -> throw new IllegalStateException("not relayed");
          case McpMessage.Broken other -> throw new IllegalStateException("not relayed");
        };
      }

      @Override
      public Forwarded forward(Draft draft) {
        return waits()
            ? Forwarded.of(document.bytes(), () -> Payloads.essence(document))
            : Forwarded.of(document.bytes());
      }

      @Override
      public Patience patience() {
        return waits() ? Patience.DETACHED : Patience.NONE;
      }

      @Override
      public void held(HeldRequest request, Consumer<Leaving> leave) {
        if (messages.getFirst() instanceof McpMessage.Request call) {
          Holding begun = new Holding(x, call, request, leave);
          holding = Optional.of(begun);
          begun.begin(within.session());
        }
      }
    };
  }

  /** Whether it can wait for people: one request, of a session that is there. */
  private boolean waits() {
    return messages.size() == 1
        && !within.to().batch()
        && messages.getFirst() instanceof McpMessage.Request
        && !opens();
  }

  private void decided(int member, Verdict verdict) {
    verdicts.set(member, Optional.of(verdict));
    if (--missing > 0) {
      return;
    }
    holding.ifPresent(Holding::over);
    List<Passage> given = new ArrayList<>();
    Optional<Refusal> refused = Optional.empty();
    for (Optional<Verdict> one : verdicts) {
      switch (one.orElseThrow()) {
        case Passage passage -> given.add(passage);
        case Refusal refusal -> refused = refused.or(() -> Optional.of(refusal));
      }
    }
    if (refused.isPresent()) {
      notSent(given, Trouble.of(refused.get()));
    } else if (x.client().gone()) {
      notSent(given, Trouble.draining());
    } else if (unwanted()) {
      notSent(given, Trouble.cancelled());
    } else if (!live(given)) {
      notSent(
          given,
          Trouble.refused(
              Refusal.Code.DENIED,
              "what was given was taken back before it was sent",
              Optional.of(given.getFirst().id())));
    } else {
      send(given);
    }
  }

  /** Whether its client cancelled what waited for people, or the session ended meanwhile. */
  private boolean unwanted() {
    return holding.isPresent() && within.to().ids().stream().anyMatch(within.session()::unwanted);
  }

  private static boolean live(List<Passage> given) {
    for (Passage passage : given) {
      if (!passage.live()) {
        return false;
      }
    }
    return true;
  }

  private void send(List<Passage> given) {
    List<OpenCall> calls = new ArrayList<>();
    List<Passage> notices = new ArrayList<>();
    for (int i = 0; i < given.size(); i++) {
      if (messages.get(i) instanceof McpMessage.Request request) {
        OpenCall call = OpenCall.of(request, given.get(i));
        within.session().open(call);
        calls.add(call);
      } else {
        notices.add(given.get(i));
      }
    }
    SentCalls sent = new SentCalls(x, within.session(), calls, notices);
    new RelayStream(x, within, given.getFirst(), sent).begin();
  }

  private void notSent(List<Passage> given, Trouble trouble) {
    given.forEach(passage -> x.close(passage, Endings.unheard(Leaf.End.CANCELLED, passage)));
    within.to().ids().forEach(within.session()::release);
    if (opens()) {
      x.sessions().end(within.session());
    }
    x.client().trouble(within.to().ids(), within.to().batch(), trouble);
    x.finish();
  }

  private boolean opens() {
    return messages.getFirst() instanceof McpMessage.Request request
        && request.method() == McpMethod.INITIALIZE;
  }
}
