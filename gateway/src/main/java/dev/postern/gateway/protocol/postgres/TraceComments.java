package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.sql.Naming;
import dev.postern.gateway.sql.TraceComment;
import dev.postern.gateway.sql.Verb;
import dev.postern.kernel.operation.Forwarded;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Traces in the comments of statements, in guarded sessions of a target whose file asks for them:
 * the trace that a caller's comment names is gone on from, and a statement that names none takes
 * its own to the server. Only of texts that were understood to their end. For one session.
 */
final class TraceComments {
  /**
   * Bytes of a text; a longer one is not looked into for a trace and takes none, for that is read
   * again, several times, on the event loop.
   */
  static final int LONGEST_TEXT = 64 << 10;

  private static final Command ITS_OWN = new Command.Traced("");

  private final boolean on;
  private final ServerSettings settings;
  private Optional<Slice> parsed = Optional.empty();

  TraceComments(Opened opened, Posture posture, ServerSettings settings) {
    this.on = opened.target().traceComments() && posture == Posture.GUARDED;
    this.settings = settings;
  }

  /**
   * Takes a Query or Parse, whose text was read.
   *
   * @param settled whether the target had told all that it may have changed of its settings
   */
  void read(Step step, SqlText text, boolean settled) {
    if (!on) {
      return;
    }
    boolean understood =
        settled && text.text().length() <= LONGEST_TEXT && !text.verbs().contains(Verb.UNKNOWN);
    Optional<String> named =
        understood ? TraceComment.read(text.text().copy(), settings.rules()) : Optional.empty();
    step.trace(named.<Command>map(Command.Traced::new).orElse(ITS_OWN));
    step.commentable(understood && named.isEmpty() && passing(step, text) && counted(text));
    boolean prepares = step.message() instanceof FrontendMessage.Parse;
    parsed = prepares ? Optional.of(text.text()) : Optional.empty();
  }

  /**
   * Takes a Bind: behind the Parse of its statement, in one group, it belongs to the same trace.
   */
  void bound(Step step, Optional<SqlText> statement) {
    if (on) {
      boolean goesOn = statement.map(SqlText::text).filter(text -> same(text)).isPresent();
      step.trace(goesOn ? new Command.TraceGoesOn() : ITS_OWN);
      parsed = Optional.empty();
    }
  }

  private boolean same(Slice text) {
    return parsed.filter(text::equals).isPresent();
  }

  /** Takes something that has no text of its own. */
  void other(Step step) {
    if (on) {
      step.trace(ITS_OWN);
      parsed = Optional.empty();
    }
  }

  /** What is bound from now on was parsed before. */
  void groupEnds() {
    parsed = Optional.empty();
  }

  /**
   * Whether the server keeps the text no longer than it takes: a comment in what stays prepared
   * would tell of a trace that is over.
   */
  private static boolean passing(Step step, SqlText text) {
    boolean named =
        step.message() instanceof FrontendMessage.Parse parse && !parse.name().isEmpty();
    return !named
        && text.statements() > 0
        && text.namings().stream()
            .noneMatch(naming ->
                naming.what() == Naming.What.PREPARE || naming.what() == Naming.What.DECLARE);
  }

  /** Whether its characters can be counted as the server counts them. */
  private boolean counted(SqlText text) {
    return settings.comparesNames() || Texts.ascii(text.text().copy());
  }

  /**
   * What is sent of a message: it as it came, or with a comment behind its text. An approval is
   * bound to the former, what was sent is entered as the latter.
   *
   * @param trace the {@code traceparent} of the operation; empty where nobody keeps its trace
   */
  Forwarded forwarded(Step step, Optional<String> trace) {
    Optional<byte[]> commented =
        trace.filter(kept -> step.commentable()).flatMap(parent -> commented(step, parent));
    step.characters(commented.isPresent() ? OptionalInt.of(characters(step)) : OptionalInt.empty());
    return commented
        .map(frame -> Forwarded.of(frame, () -> step.bytes().copy()))
        .orElseGet(() -> Forwarded.of(step.bytes().copy()));
  }

  private Optional<byte[]> commented(Step step, String parent) {
    return TraceComment.append(step.text().orElseThrow().text().copy(), settings.rules(), parent)
        .filter(text -> grown(step, text) <= WireLimits.DEFAULT.statement())
        .flatMap(text ->
            switch (step.message()) {
              case FrontendMessage.Query query ->
                  Optional.of(FrontendPrinter.print(new FrontendMessage.Query(Slice.of(text))));
              case FrontendMessage.Parse parse ->
                  Optional.of(
                      FrontendPrinter.print(
                          new FrontendMessage.Parse(
                              parse.name(), Slice.of(text), parse.parameterTypes())));
              default -> Optional.empty();
            });
  }

  /** How long a message is whose text became a longer one; a bit more than its content. */
  private static int grown(Step step, byte[] text) {
    return step.bytes().length() - step.text().orElseThrow().text().length() + text.length;
  }

  /** How many characters the client's text has, in UTF-8 or ASCII. */
  private static int characters(Step step) {
    int count = 0;
    for (byte each : step.text().orElseThrow().text().copy()) {
      count += (each & 0xc0) == 0x80 ? 0 : 1;
    }
    return count;
  }

  /**
   * An error as the client may hear it: a server that misses something at the end of a text names
   * the place behind it, and the client knows of no comment there.
   */
  static Slice placed(Step step, Report report, Slice bytes) {
    if (step.characters().isEmpty()) {
      return bytes;
    }
    int end = step.characters().getAsInt() + 1;
    Optional<String> place = report.field('P').map(Slice::text);
    boolean beyond =
        place.filter(text -> text.matches("[0-9]{1,10}") && Long.parseLong(text) > end).isPresent();
    return beyond
        ? Slice.of(
            BackendPrinter.print(
                new BackendMessage.ErrorResponse(report.saying('P', Integer.toString(end)))))
        : bytes;
  }
}
