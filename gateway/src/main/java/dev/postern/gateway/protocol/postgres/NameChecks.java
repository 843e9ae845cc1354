package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.nio.charset.StandardCharsets;

/**
 * What turns a message away for the names that it uses, before policy is asked: a guarded session
 * relays no name of which it cannot tell what the server takes it for.
 */
final class NameChecks {
  private final Asking asking;
  private final Names names;
  private final Group group;
  private final ServerSettings settings;
  private final StatementLimits limits;

  NameChecks(
      Asking asking, Names names, Group group, ServerSettings settings, StatementLimits limits) {
    this.asking = asking;
    this.names = names;
    this.group = group;
    this.settings = settings;
    this.limits = limits;
  }

  /** Gives a step its text with what that runs by name; true where the message was refused. */
  boolean unknown(Step step, SqlText text) {
    ByName.Found found = ByName.in(text, names);
    step.with(found.text());
    if (asking.posture() == Posture.OPEN) {
      return false;
    }
    if (found.missing().isPresent()) {
      byte[] name = found.missing().get().getBytes(StandardCharsets.ISO_8859_1);
      nameless(step, FrontendMessage.Named.STATEMENT, Slice.of(name));
      return true;
    }
    found.lost().ifPresent(portal -> lost(step, portal));
    return found.lost().isPresent();
  }

  /** What runs a portal without its Bind, which had more values than are kept. */
  void lost(Step step, String portal) {
    asking.refuse(
        step,
        asking.describer().unknown("portal without its values", step.bytes(), asking.lexicon()),
        "55000",
        "the values of portal \"" + portal + "\" are not kept any more: bind it again");
  }

  /** A name that cannot be read here could be any name. */
  boolean unreadable(Step step, SqlText text) {
    if (asking.posture() == Posture.OPEN || !text.unreadable()) {
      return false;
    }
    asking.refuse(
        step,
        asking.describer().unknown("name that cannot be read", step.bytes(), asking.lexicon()),
        "42602",
        "a name of a statement or cursor in it cannot be read here: write it plainly, in ASCII");
    return true;
  }

  /** A name that nobody saw being given is refused, in the words of a server. */
  void nameless(Step step, FrontendMessage.Named of, Slice name) {
    boolean statement = of == FrontendMessage.Named.STATEMENT;
    String reason =
        name.isEmpty() && statement
            ? "unnamed prepared statement does not exist"
            : (statement ? "prepared statement \"" : "portal \"")
                + name.text()
                + "\" does not exist";
    asking.refuse(
        step,
        asking.describer().unknown(reason, step.bytes(), asking.lexicon()),
        statement ? "26000" : "34000",
        reason);
  }

  /**
   * The server compares the first 63 bytes of a name in its own encoding: where the client's is
   * another, two names of letters beyond ASCII may be one there and two here.
   */
  boolean incomparable(Step step, Slice name) {
    boolean same = settings.comparesNames() && group.settled();
    if (asking.posture() == Posture.OPEN || same || Texts.ascii(name.copy())) {
      return false;
    }
    asking.refuse(
        step,
        asking.describer().unknown("name beyond ASCII", Slice.EMPTY, asking.lexicon()),
        "42602",
        "with this client_encoding names of statements and portals are ASCII here");
    return true;
  }

  boolean full(Step step, String of) {
    if (names.size() < limits.names() && names.bytes() < limits.preparedBytes()) {
      return false;
    }
    asking.refuse(
        step,
        asking.describer().unknown("over limit", Slice.EMPTY, asking.lexicon()),
        "54000",
        "the session has too many " + of);
    return true;
  }
}
