package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.Verb;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.identity.Standing;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Shape;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Policy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a message means to policy; the only place that says so. */
final class StatementDescriber {
  private static final Value HIDDEN = new Value.Text("[redacted]");
  private static final Value PARSE = new Value.Text("parse");
  private static final Value BIND = new Value.Text("bind");
  private static final Value EXECUTE = new Value.Text("execute");

  private static final Shape MESSAGE = Shape.of("message");
  private static final Shape OF_TEXT =
      Shape.of("message", "account", "database", "effect", "verbs", "statement");
  private static final Shape OF_PARSE =
      Shape.of("message", "account", "database", "effect", "verbs", "statement", "types");
  private static final Shape OF_BIND =
      Shape.of(
          "message", "account", "database", "effect", "verbs", "statement", "formats", "values");
  private static final Shape OF_CALL =
      Shape.of("message", "account", "database", "function", "formats", "values");
  private static final Shape OF_BYTES = Shape.of("message", "account", "database", "bytes");
  private static final Shape KEPT_TEXT = Shape.of("message", "statement");
  private static final Shape KEPT_BIND = Shape.of("message", "statement", "values");
  private static final Shape KEPT_CALL = Shape.of("message", "function", "formats", "values");
  private static final Shape CUT = Shape.of("cut", "bytes");
  private static final Shape UNREAD = Shape.of("account", "database", "message");
  private static final Shape READ =
      Shape.of("account", "database", "message", "verbs", "statements", "fingerprint");

  private final Opened opened;
  private final StatementLimits limits;
  private final Standing.Visit visit;
  private final Value account;
  private final Value database;
  private Optional<Scene> scene = Optional.empty();

  StatementDescriber(Opened opened, StatementLimits limits) {
    this.opened = opened;
    this.limits = limits;
    this.visit = opened.visit();
    this.account = new Value.Text(opened.start().account());
    this.database = new Value.Text(opened.database());
  }

  /** The session whose statements it describes. */
  Opened opened() {
    return opened;
  }

  /**
   * What is the same for all statements on one snapshot of the rules. How closely they are looked
   * at is found out anew for each snapshot, so that no statement of an open session passes rules
   * that came meanwhile unread.
   */
  private Scene scene(Lexicon lexicon) {
    Scene known = scene.orElse(null);
    if (known == null || known.lexicon() != lexicon) {
      Policy.Part part = new Places(lexicon).database(opened.database());
      known = new Scene(lexicon, Posture.of(opened, lexicon), Optional.of(part));
      scene = Optional.of(known);
    }
    return known;
  }

  private record Scene(Lexicon lexicon, Posture posture, Optional<Policy.Part> part) {
    Resource database() {
      return part.orElseThrow().resource();
    }

    List<Atom> atoms(Set<Verb> verbs) {
      return switch (posture) {
        case OPEN -> List.of(new Atom(STATEMENT, database()));
        case GUARDED -> {
          List<Atom> atoms = new ArrayList<>(verbs.size());
          for (Verb verb : verbs) {
            atoms.add(new Atom(ACTIONS.getOrDefault(verb, Action.UNKNOWN), database()));
          }
          yield atoms;
        }
      };
    }
  }

  private static final Action STATEMENT = Action.shared("statement");

  private static final Map<Verb, Action> ACTIONS = new EnumMap<>(Verb.class);

  static {
    for (Verb verb : EnumSet.complementOf(EnumSet.of(Verb.UNKNOWN))) {
      ACTIONS.put(verb, new Action("", verb.action(), verb.groups()));
    }
  }

  /** The operation that is a text: Query, Parse, or running again what was bound before. */
  Description statement(String what, SqlText text, Lexicon lexicon) {
    Value message = new Value.Text(what);
    Sense sense = text.sense();
    Value payload =
        running(
            text,
            OF_TEXT.with(
                message, account, database, sense.worst(), sense.verbs(), sense.statement()));
    return description(message, text, payload, kept(message, text), lexicon);
  }

  /** The operation that is a Parse: its parameter types are part of it. */
  Description parse(FrontendMessage.Parse parse, SqlText text, Lexicon lexicon) {
    Sense sense = text.sense();
    Value payload =
        OF_PARSE.with(
            PARSE,
            account,
            database,
            sense.worst(),
            sense.verbs(),
            sense.statement(),
            numbers(parse.parameterTypes()));
    return description(PARSE, text, payload, kept(PARSE, text), lexicon);
  }

  /** The operation that is a Bind: the statement with its values. */
  Description bind(FrontendMessage.Bind bind, SqlText text, Lexicon lexicon) {
    return bound(BIND, new BoundValues(bind.formats(), bind.values()), text, lexicon);
  }

  /** The operation that runs a portal once more: its statement with the values that it has. */
  Description again(Portal portal, SqlText text, Lexicon lexicon) {
    return portal.values().values().isEmpty()
        ? statement("execute", text, lexicon)
        : bound(EXECUTE, portal.values(), text, lexicon);
  }

  private Description bound(Value message, BoundValues bound, SqlText text, Lexicon lexicon) {
    List<Value> values = bound.told(text.types());
    Sense sense = text.sense();
    Value payload =
        running(
            text,
            OF_BIND.with(
                message,
                account,
                database,
                sense.worst(),
                sense.verbs(),
                sense.statement(),
                numbers(bound.formats()),
                new Value.ListOf(values)));
    return description(message, text, payload, kept(message, text, values), lexicon);
  }

  /** What a text runs by name is part of the operation. */
  private static Value running(SqlText text, Value.MapOf payload) {
    if (text.runs().isEmpty()) {
      return payload;
    }
    Map<String, Value> more = new LinkedHashMap<>(payload.entries());
    more.put("runs", new Value.ListOf(text.runs()));
    return new Value.MapOf(more);
  }

  private Value kept(Value message, SqlText text, List<Value> values) {
    RecordLevel level = opened.target().record();
    if (level == RecordLevel.DIGEST || values.isEmpty()) {
      return kept(message, text);
    }
    Value shown =
        text.aboutSecrets() && level != RecordLevel.RAW
            ? HIDDEN
            : new Value.ListOf(bounded(values));
    return KEPT_BIND.with(message, bounded(shown(text)), shown);
  }

  /** A call by function number: never understood. */
  Description function(FrontendMessage.FunctionCall call, Lexicon lexicon) {
    Value message = new Value.Text("function call");
    String number = Integer.toUnsignedString(call.function());
    Value function = new Value.Numeral(number);
    Value formats = numbers(call.formats());
    List<Value> values = new BoundValues(call.formats(), call.values()).told(List.of());
    return unread(
        "function call " + number,
        OF_CALL.with(message, account, database, function, formats, new Value.ListOf(values)),
        KEPT_CALL.with(message, function, formats, new Value.ListOf(bounded(values))),
        lexicon);
  }

  /** A message of which nothing is known but its kind, or that names what nobody saw being made. */
  Description unknown(String label, Slice bytes, Lexicon lexicon) {
    Value message = new Value.Text(label);
    return unread(
        label,
        OF_BYTES.with(message, account, database, new Value.Bytes(bytes.copy())),
        MESSAGE.with(message),
        lexicon);
  }

  private Description unread(String label, Value payload, Value kept, Lexicon lexicon) {
    Scene now = scene(lexicon);
    Value.MapOf context = UNREAD.with(account, database, new Value.Text("unknown"));
    Asked asked = new Asked(label, Effect.UNKNOWN, context, payload);
    return described(asked, now.atoms(EnumSet.of(Verb.UNKNOWN)), kept, now);
  }

  private Description description(
      Value message, SqlText text, Value payload, Value kept, Lexicon lexicon) {
    Scene now = scene(lexicon);
    Sense sense = text.sense();
    Value.MapOf context =
        READ.with(
            account, database, message, sense.verbs(), sense.statements(), sense.fingerprint());
    String label = message instanceof Value.Text(String what) ? what + sense.label() : "";
    Asked asked = new Asked(label, sense.effect(), context, payload);
    return described(asked, now.atoms(text.verbs()), kept, now);
  }

  /** What stands in an operation beside its atoms. */
  private record Asked(String label, Effect effect, Value.MapOf context, Value payload) {}

  private Description described(Asked asked, List<Atom> atoms, Value kept, Scene now) {
    Operation operation =
        new Operation(
            opened.signIn().principal(),
            now.lexicon().target(),
            asked.label(),
            atoms,
            asked.effect(),
            asked.context(),
            asked.payload());
    Value recorded = opened.target().record() == RecordLevel.DIGEST ? new Value.Null() : kept;
    return new Description(operation, visit, now.part(), recorded, now.lexicon().epoch());
  }

  /** What the recording may keep of a text. */
  private Value kept(Value message, SqlText text) {
    return opened.target().record() == RecordLevel.DIGEST
        ? new Value.Null()
        : KEPT_TEXT.with(message, bounded(shown(text)));
  }

  private Value shown(SqlText text) {
    return opened.target().record() == RecordLevel.RAW
        ? text.sense().statement()
        : Texts.value(text.kept());
  }

  private static Value numbers(List<Integer> numbers) {
    List<Value> list = new ArrayList<>(numbers.size());
    for (int number : numbers) {
      list.add(new Value.Numeral(Integer.toUnsignedString(number)));
    }
    return new Value.ListOf(list);
  }

  private List<Value> bounded(List<Value> values) {
    List<Value> kept =
        new ArrayList<>(values.stream().limit(limits.recordedValues()).map(this::bounded).toList());
    if (kept.size() < values.size()) {
      kept.add(new Value.Text("… " + (values.size() - kept.size()) + " more"));
    }
    return kept;
  }

  private Value bounded(Value value) {
    int most = limits.recordedBytes();
    return switch (value) {
      case Value.Text(String text) when text.length() > most ->
          new Value.Text(text.substring(0, most) + " …");
      case Value.Bytes(byte[] bytes) when bytes.length > most ->
          CUT.with(
              new Value.Bytes(Arrays.copyOf(bytes, most)),
              new Value.Numeral(Integer.toString(bytes.length)));
      case Value.Null none -> value;
      case Value.Bool truth -> value;
      case Value.Text text -> value;
      case Value.Numeral number -> value;
      case Value.Bytes bytes -> value;
      case Value.ListOf list -> value;
      case Value.MapOf(Map<String, Value> entries) -> {
        Map<String, Value> shorter = new LinkedHashMap<>();
        entries.forEach((name, each) -> shorter.put(name, bounded(each)));
        yield new Value.MapOf(shorter);
      }
    };
  }
}
