package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.session.Door;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Verdict;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Forwarded;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A proven client asks for a database as an account: an operation of its own, decided and recorded
 * like every other. Its passage stays open as long as the session.
 */
final class Opening implements Phase {
  private final Conversation conversation;
  private final StartUp start;
  private final SignIn signIn;
  private final String session;
  private final Instant at;

  private Opening(Conversation conversation, StartUp start, SignIn signIn) {
    this.conversation = conversation;
    this.start = start;
    this.signIn = signIn;
    this.session = conversation.sessions().newName();
    this.at = conversation.now();
  }

  /** Asks the gate. */
  static void begin(Conversation conversation, StartUp start, SignIn signIn) {
    Opening opening = new Opening(conversation, start, signIn);
    conversation.become(opening);
    Optional<PostgresTarget> target = conversation.sessions().target(start.target());
    Optional<PostgresTarget.Account> account =
        target.flatMap(found -> Optional.ofNullable(found.accounts().get(start.account())));
    if (target.isPresent() && account.isPresent()) {
      opening.ask(target.get(), account.get());
    } else {
      conversation.refuse(
          opening.unknown(),
          Refusal.Code.DENIED,
          "there is no such target or account",
          verdict -> opening.decided(verdict, target, account));
    }
  }

  private void ask(PostgresTarget target, PostgresTarget.Account account) {
    conversation.on(target);
    StartParameters parameters = new StartParameters(start, target, account);
    Door.Asking asking =
        new Door.Asking() {
          @Override
          public Description describe(Lexicon lexicon) {
            return Opening.this.describe(lexicon, target);
          }

          @Override
          public Forwarded forward(Draft draft) {
            return Forwarded.of(parameters.packet());
          }
        };
    conversation.admit(
        asking, verdict -> decided(verdict, Optional.of(target), Optional.of(account)));
  }

  private Description describe(Lexicon lexicon, PostgresTarget target) {
    return new Connect(
            target,
            start.database().orElse(target.database()),
            start.account(),
            conversation.tls().isPresent())
        .described(
            new Standing.Visit(signIn, target.name(), session, at, target.times().longest()),
            payload(),
            lexicon);
  }

  /** What was asked for and does not exist. */
  private Description unknown() {
    Operation operation =
        new Operation(
            signIn.principal(),
            start.target(),
            "connect " + start.target() + " as " + start.account(),
            List.of(
                new Atom(
                    Action.UNKNOWN,
                    new Resource(new Ref("PostgresServer", start.target()), Set.of()))),
            Effect.UNKNOWN,
            Value.NOTHING,
            payload());
    return new Description(
        operation,
        new Standing.Visit(signIn, start.target(), session, at, Duration.ZERO),
        Optional.empty(),
        new Value.Null(),
        0);
  }

  private Value.MapOf payload() {
    Map<String, Value> settings = new LinkedHashMap<>();
    start.settings().forEach((name, value) -> settings.put(name, new Value.Text(value)));
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("account", new Value.Text(start.account()));
    payload.put("database", new Value.Text(start.database().orElse("")));
    payload.put("settings", new Value.MapOf(settings));
    return new Value.MapOf(payload);
  }

  private void decided(
      Verdict verdict, Optional<PostgresTarget> target, Optional<PostgresTarget.Account> account) {
    switch (verdict) {
      case Refusal refusal -> conversation.end(Told.notOpened(refusal), Leaf.End.FAILED);
      case Passage passage -> {
        Opened opened = new Opened(passage, target.orElseThrow(), start, signIn, session, at);
        Connecting connecting = new Connecting(conversation, opened, account.orElseThrow());
        conversation.become(connecting);
        if (passage.masking().none()) {
          connecting.begin();
        } else {
          // Without an understanding of SQL nothing can be masked inside a statement's answer.
          conversation.end(
              Report.of(
                      "FATAL",
                      "28000",
                      "the session was not opened: the database holds data of a class that you may"
                          + " not see, and answers cannot be masked yet")
                  .with('D', "postern: unmaskable, request " + passage.id()),
              Leaf.End.WITHHELD);
        }
      }
    }
  }

  @Override
  public void readClient() {
    if (conversation.client().unread() > 0) {
      conversation.turnAway("08P01", "a message came before the session was open");
    }
  }

  @Override
  public void clientGone() {
    conversation.finish(Leaf.End.CANCELLED);
  }

  @Override
  public void drain() {
    conversation.turnAway("57P03", "the gateway is stopping");
  }
}
