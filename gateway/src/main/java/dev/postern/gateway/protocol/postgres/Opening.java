package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Door;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Draft;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Preview;
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
  /** How often an account is made for one opening: the server may have forgotten the first. */
  private static final int TRIES = 3;

  private final Conversation conversation;
  private final StartUp start;
  private final SignIn signIn;
  private final String session;
  private final Instant at;
  private final int tries;
  private Optional<Meant> meant = Optional.empty();

  /** Whom the caller would be, where that is known. */
  private record Meant(PostgresTarget target, PostgresTarget.Account account, boolean usable) {}

  private Opening(Conversation conversation, StartUp start, SignIn signIn, int tries) {
    this.conversation = conversation;
    this.start = start;
    this.signIn = signIn;
    this.session = conversation.sessions().newName();
    this.at = conversation.now();
    this.tries = tries;
  }

  /** Asks the gate. */
  static void begin(Conversation conversation, StartUp start, SignIn signIn) {
    new Opening(conversation, start, signIn, TRIES).begin();
  }

  private void begin() {
    conversation.become(this);
    Optional<PostgresTarget> target = conversation.sessions().target(start.target());
    Optional<PostgresTarget.Account> offered =
        target.flatMap(found -> Optional.ofNullable(found.accounts().get(start.account())));
    Optional<PostgresTarget.Account> account =
        offered.flatMap(found -> found.of(signIn.principal()));
    if (target.isEmpty() || account.isEmpty()) {
      conversation.refuse(
          unknown(),
          Refusal.Code.DENIED,
          offered.isEmpty()
              ? "there is no such target or account"
              : "nobody is named for you in that account",
          this::decided);
      return;
    }
    conversation.on(target.get());
    Meant found = new Meant(target.get(), account.get(), true);
    if (account.get().callers().borrowed()) {
      foresee(found);
    } else {
      ask(found);
    }
  }

  /** For who will be refused no credential is had: the gate refuses, and nothing else happens. */
  private void foresee(Meant found) {
    meant = Optional.of(found);
    conversation.preview(
        describe(conversation.words(), found),
        answer -> {
          if (answer == Preview.REFUSE) {
            ask(found);
          } else {
            borrow(found);
          }
        });
  }

  private void borrow(Meant found) {
    PostgresTarget.Account account = found.account();
    conversation.emit(
        new Command.Borrow(
            found.target().name(),
            conversation.words().epoch(),
            account.credential().orElseThrow(),
            account.callers().own()
                ? Optional.of(signIn.principal().subject().name())
                : Optional.empty(),
            tries < TRIES));
  }

  @Override
  public void borrowed(Event.Borrowed borrowed) {
    meant.ifPresent(found -> {
      PostgresTarget.Account account = found.account();
      ask(
          new Meant(
              found.target(),
              account.as(borrowed.user().orElse(account.user()), borrowed.credential()),
              borrowed.credential().isPresent()));
    });
  }

  /** What was made for it was refused: it begins anew, and is decided anew. */
  private boolean again(Opened opened) {
    if (tries <= 1) {
      return false;
    }
    conversation.letGo();
    conversation.emit(new Command.Close(opened.passage(), Ending.of(Leaf.End.FAILED)));
    new Opening(conversation, start, signIn, tries - 1).begin();
    return true;
  }

  private void ask(Meant found) {
    meant = Optional.of(found);
    StartParameters parameters = new StartParameters(start, found.target(), found.account());
    Door.Asking asking =
        new Door.Asking() {
          @Override
          public Description describe(Lexicon lexicon) {
            return Opening.this.describe(lexicon, found);
          }

          @Override
          public Forwarded forward(Draft draft) {
            return Forwarded.of(parameters.packet());
          }
        };
    conversation.admit(asking, this::decided);
  }

  private Description describe(Lexicon lexicon, Meant found) {
    PostgresTarget target = found.target();
    Optional<String> role =
        Optional.of(found.account().user()).filter(user -> found.account().callers().told());
    return new Connect(
            target,
            start.database().orElse(target.database()),
            start.account(),
            role,
            conversation.tls().isPresent())
        .described(
            new Standing.Visit(signIn, target.name(), session, at, target.times().longest()),
            payload(role),
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
            payload(Optional.empty()));
    return new Description(
        operation,
        new Standing.Visit(signIn, start.target(), session, at, Duration.ZERO),
        Optional.empty(),
        new Value.Null(),
        0);
  }

  private Value.MapOf payload(Optional<String> role) {
    Map<String, Value> settings = new LinkedHashMap<>();
    start.settings().forEach((name, value) -> settings.put(name, new Value.Text(value)));
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("account", new Value.Text(start.account()));
    payload.put("database", new Value.Text(start.database().orElse("")));
    role.ifPresent(user -> payload.put("user", new Value.Text(user)));
    payload.put("settings", new Value.MapOf(settings));
    return new Value.MapOf(payload);
  }

  private void decided(Verdict verdict) {
    switch (verdict) {
      case Refusal refusal -> conversation.end(Told.notOpened(refusal), Leaf.End.FAILED);
      case Passage passage -> open(passage, meant.orElseThrow());
    }
  }

  private void open(Passage passage, Meant found) {
    Opened opened =
        new Opened(passage, found.target(), found.account(), start, signIn, session, at);
    Connecting connecting = new Connecting(conversation, opened, () -> again(opened));
    conversation.become(connecting);
    if (!passage.masking().none()) {
      // Without an understanding of SQL nothing can be masked inside a statement's answer.
      conversation.end(
          Report.of(
                  "FATAL",
                  "28000",
                  "the session was not opened: the database holds data of a class that you may"
                      + " not see, and answers cannot be masked yet")
              .with('D', "postern: unmaskable, request " + passage.id()),
          Leaf.End.WITHHELD);
    } else if (found.usable()) {
      connecting.begin();
    } else {
      connecting.withoutCredential();
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
