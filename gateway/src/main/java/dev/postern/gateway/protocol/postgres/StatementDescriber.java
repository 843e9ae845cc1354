package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.Verb;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Policy;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a message means to policy; the only place that says so. */
final class StatementDescriber {
  private static final Value HIDDEN = new Value.Text("[redacted]");

  private final Opened opened;
  private final StatementLimits limits;
  private long epoch = -1;
  private Posture posture = Posture.GUARDED;

  StatementDescriber(Opened opened, StatementLimits limits) {
    this.opened = opened;
    this.limits = limits;
  }

  /**
   * How closely statements are looked at on these words: found out once for each snapshot of the
   * rules, so that no statement of an open session passes rules that came meanwhile unread.
   */
  private Posture posture(Lexicon lexicon) {
    if (epoch != lexicon.epoch()) {
      epoch = lexicon.epoch();
      posture = Posture.of(opened, lexicon);
    }
    return posture;
  }

  /** The operation that is a text: Query, Parse, or running again what was bound before. */
  Description statement(String what, SqlText text, Lexicon lexicon) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("message", new Value.Text(what));
    payload.put("statement", text(text.text().copy()));
    return description(what, text, payload, kept(what, text), lexicon);
  }

  /** The operation that is a Parse: its parameter types are part of it. */
  Description parse(FrontendMessage.Parse parse, SqlText text, Lexicon lexicon) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("message", new Value.Text("parse"));
    payload.put("statement", text(text.text().copy()));
    payload.put("types", numbers(parse.parameterTypes()));
    return description("parse", text, payload, kept("parse", text), lexicon);
  }

  /** The operation that is a Bind: the statement with its values. */
  Description bind(FrontendMessage.Bind bind, SqlText text, Lexicon lexicon) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("message", new Value.Text("bind"));
    payload.put("statement", text(text.text().copy()));
    payload.put("formats", numbers(bind.formats()));
    payload.put("values", new Value.ListOf(values(bind.formats(), bind.values())));
    Map<String, Value> kept = kept("bind", text);
    if (!kept.isEmpty() && !bind.values().isEmpty()) {
      kept.put(
          "values",
          text.aboutSecrets() && opened.target().record() != RecordLevel.RAW
              ? HIDDEN
              : new Value.ListOf(bounded(values(bind.formats(), bind.values()))));
    }
    return description("bind", text, payload, kept, lexicon);
  }

  /** A call by function number: never understood. */
  Description function(FrontendMessage.FunctionCall call, Lexicon lexicon) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("message", new Value.Text("function call"));
    payload.put("function", new Value.Numeral(Integer.toUnsignedString(call.function())));
    payload.put("formats", numbers(call.formats()));
    payload.put("values", new Value.ListOf(values(call.formats(), call.values())));
    Map<String, Value> kept = new LinkedHashMap<>(payload);
    kept.put("values", new Value.ListOf(bounded(values(call.formats(), call.values()))));
    return unread(
        "function call " + Integer.toUnsignedString(call.function()), payload, kept, lexicon);
  }

  /** A message of which nothing is known but its kind, or that names what nobody saw being made. */
  Description unknown(String label, Slice bytes, Lexicon lexicon) {
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("message", new Value.Text(label));
    payload.put("bytes", new Value.Bytes(bytes.copy()));
    Map<String, Value> kept = Map.of("message", new Value.Text(label));
    return unread(label, payload, kept, lexicon);
  }

  private Description unread(
      String label, Map<String, Value> payload, Map<String, Value> kept, Lexicon lexicon) {
    Policy.Part part = part(lexicon);
    List<Atom> atoms =
        switch (posture(lexicon)) {
          case OPEN -> List.of(new Atom(Action.shared("statement"), part.resource()));
          case GUARDED -> List.of(new Atom(Action.UNKNOWN, part.resource()));
        };
    Map<String, Value> context = context("unknown");
    return described(label, atoms, Effect.UNKNOWN, context, payload, kept, lexicon);
  }

  private Description description(
      String what,
      SqlText text,
      Map<String, Value> payload,
      Map<String, Value> kept,
      Lexicon lexicon) {
    Resource database = part(lexicon).resource();
    Effect effect = Effect.NONE;
    for (Verb verb : text.verbs()) {
      effect = effect.or(verb.effect());
    }
    Map<String, Value> context = context(what);
    context.put("verbs", new Value.ListOf(verbs(text.verbs())));
    context.put("statements", new Value.Numeral(Integer.toString(text.statements())));
    context.put("fingerprint", new Value.Text(text.fingerprint().hash()));
    String verbs = text.verbs().stream().map(Verb::action).collect(Collectors.joining(" "));
    String label = what + " " + verbs + ": " + text.fingerprint().start();
    return described(
        label, atoms(text, database, lexicon), effect, context, payload, kept, lexicon);
  }

  private List<Atom> atoms(SqlText text, Resource database, Lexicon lexicon) {
    return switch (posture(lexicon)) {
      case OPEN -> List.of(new Atom(Action.shared("statement"), database));
      case GUARDED -> text.verbs().stream().map(verb -> new Atom(action(verb), database)).toList();
    };
  }

  private static Action action(Verb verb) {
    return verb == Verb.UNKNOWN ? Action.UNKNOWN : new Action("", verb.action(), verb.groups());
  }

  private Map<String, Value> context(String what) {
    Map<String, Value> context = new LinkedHashMap<>();
    context.put("account", new Value.Text(opened.start().account()));
    context.put("database", new Value.Text(opened.database()));
    context.put("message", new Value.Text(what));
    return context;
  }

  private Description described(
      String label,
      List<Atom> atoms,
      Effect effect,
      Map<String, Value> context,
      Map<String, Value> payload,
      Map<String, Value> kept,
      Lexicon lexicon) {
    Operation operation =
        new Operation(
            opened.signIn().principal(),
            lexicon.target(),
            label,
            atoms,
            effect,
            new Value.MapOf(context),
            new Value.MapOf(payload));
    Value recorded =
        opened.target().record() == RecordLevel.DIGEST ? new Value.Null() : new Value.MapOf(kept);
    return new Description(
        operation, opened.visit(), Optional.of(part(lexicon)), recorded, lexicon.epoch());
  }

  private Policy.Part part(Lexicon lexicon) {
    return new Places(lexicon).database(opened.database());
  }

  private Map<String, Value> kept(String what, SqlText text) {
    Map<String, Value> kept = new LinkedHashMap<>();
    byte[] shown = opened.target().record() == RecordLevel.RAW ? text.text().copy() : text.kept();
    kept.put("message", new Value.Text(what));
    kept.put("statement", bounded(text(shown)));
    return kept;
  }

  private static List<Value> verbs(Set<Verb> verbs) {
    List<Value> names = new ArrayList<>();
    verbs.forEach(verb -> names.add(new Value.Text(verb.action())));
    return names;
  }

  private static Value numbers(List<Integer> numbers) {
    return new Value.ListOf(
        numbers.stream()
            .map(number -> (Value) new Value.Numeral(Integer.toUnsignedString(number)))
            .toList());
  }

  private static List<Value> values(List<Integer> formats, List<Optional<Slice>> values) {
    List<Value> list = new ArrayList<>(values.size());
    for (int i = 0; i < values.size(); i++) {
      int format =
          formats.isEmpty() ? 0 : formats.get(formats.size() == 1 || i >= formats.size() ? 0 : i);
      list.add(
          values
              .get(i)
              .map(Slice::copy)
              .map(bytes -> format == 0 ? text(bytes) : new Value.Bytes(bytes))
              .orElse(new Value.Null()));
    }
    return list;
  }

  /** Text where it is UTF-8, so that it can be read; bytes where it is something else. */
  private static Value text(byte[] bytes) {
    try {
      return new Value.Text(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException other) {
      return new Value.Bytes(bytes);
    }
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
          new Value.Bytes(Arrays.copyOf(bytes, most));
      case Value.Null none -> value;
      case Value.Bool truth -> value;
      case Value.Text text -> value;
      case Value.Numeral number -> value;
      case Value.Bytes bytes -> value;
      case Value.ListOf list -> value;
      case Value.MapOf map -> value;
    };
  }
}
