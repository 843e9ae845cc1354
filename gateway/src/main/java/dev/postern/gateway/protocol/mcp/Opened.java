package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Door;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** GET, which listens, and DELETE, which ends: requests of a session that carry no message. */
final class Opened {
  private final McpExchange x;
  private final RequestHead head;
  private final Caller stranger;

  Opened(McpExchange x, RequestHead head, Caller stranger) {
    this.x = x;
    this.head = head;
    this.stranger = stranger;
  }

  void listen() {
    found(
        "GET stream",
        within -> {
          Optional<String> last = head.only(HeadRules.LAST_EVENT);
          Optional<String> theirs = last.flatMap(within.session()::event);
          if (last.isPresent() && theirs.isEmpty()) {
            turnAway(
                within.caller(),
                "GET stream from an unknown event",
                Refusal.Code.NOT_UNDERSTOOD,
                Trouble.invalid(400, "no such event was relayed in this session"));
          } else if (!within.session().listen()) {
            turnAway(
                within.caller(),
                "GET stream",
                Refusal.Code.OVER_LIMIT,
                new Trouble(
                    409,
                    Trouble.noSession().code(),
                    Refusal.Code.OVER_LIMIT.word(),
                    "too many streams are open",
                    Optional.empty()));
          } else {
            String label = last.isPresent() ? "GET stream, resumed" : "GET stream";
            admit(
                within,
                label,
                passage -> new Listening(x, within, passage, theirs).begin(),
                () -> within.session().listenNoMore());
          }
        });
  }

  void delete() {
    found(
        "DELETE session",
        within ->
            admit(
                within,
                "DELETE session",
                passage -> new Deleting(x, within, passage).begin(),
                () -> {}));
  }

  private void found(String label, Consumer<Relay.Within> then) {
    switch (Lookup.of(head, stranger, x.sessions(), x.now())) {
      case Lookup.Absent(Trouble trouble) ->
          turnAway(stranger, label, Refusal.Code.NOT_UNDERSTOOD, trouble);
      case Lookup.Found(McpSession session, Caller caller) ->
          then.accept(new Relay.Within(session, caller, head, McpExchange.Answerable.NOBODY));
    }
  }

  private void admit(Relay.Within within, String label, Consumer<Passage> given, Runnable refused) {
    x.door()
        .admit(
            new Door.Asking() {
              @Override
              public Description describe(Lexicon lexicon) {
                return new Describe(within.caller(), lexicon, x.limits()).connection(label);
              }

              @Override
              public Forwarded forward(Draft draft) {
                return Forwarded.NOTHING;
              }
            },
            verdict -> {
              switch (verdict) {
                case Passage passage -> given.accept(passage);
                case Refusal refusal -> {
                  refused.run();
                  x.client().trouble(List.of(), false, Trouble.of(refusal));
                  x.finish();
                }
              }
            });
  }

  private void turnAway(Caller caller, String label, Refusal.Code code, Trouble trouble) {
    x.refuse(caller, label, McpExchange.Answerable.NOBODY, code, trouble);
  }
}
