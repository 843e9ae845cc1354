package dev.postern.gateway.drive;

import dev.postern.gateway.http.Call;
import dev.postern.gateway.http.Injected;
import dev.postern.gateway.http.Replies;
import dev.postern.gateway.http.Request;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.gate.Description;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The legs of one session towards targets. Belongs to its loop's thread. */
final class Legs {
  private final Loop loop;
  private final Consumer<Event> tell;
  private final Map<Integer, Leg> open = new HashMap<>();

  /**
   * @param tell hears what becomes of the legs; may be called while a command is carried out
   */
  Legs(Loop loop, Consumer<Event> tell) {
    this.loop = loop;
    this.tell = tell;
  }

  /** One leg; it is forgotten with its last event. */
  private final class Leg implements Replies {
    private final int number;
    private @Nullable Call call;

    Leg(int number) {
      this.number = number;
    }

    private boolean gone() {
      return open.get(number) != this;
    }

    @Override
    public void head(ResponseHead head) {
      if (!gone()) {
        tell.accept(new Event.Answered(number, head));
      }
    }

    @Override
    public void bytes(ByteBuffer bytes) {
      if (!gone()) {
        tell.accept(new Event.AnswerBytes(number, bytes));
      }
    }

    @Override
    public void all() {
      if (open.remove(number, this)) {
        tell.accept(new Event.AnsweredAll(number));
      }
    }

    @Override
    public void failed(Event.Failure failure, String why) {
      if (open.remove(number, this)) {
        tell.accept(new Event.LegFailed(number, failure, why));
      }
    }
  }

  void ask(Command.Ask ask) {
    if (ask.leg() < 1 || open.containsKey(ask.leg())) {
      throw new IllegalArgumentException("leg " + ask.leg() + " is in use");
    }
    if (open.size() >= loop.commons().limits().legs()) {
      throw new IllegalStateException("too many legs");
    }
    Leg leg = new Leg(ask.leg());
    open.put(ask.leg(), leg);
    Description asked = ask.passage().description();
    Optional<Destination> to =
        loop.commons().destinations().named(asked.operation().target(), asked.epoch());
    if (to.isEmpty()) {
      leg.failed(Event.Failure.UNREACHABLE, "there is no such target any more");
      return;
    }
    Optional<Injected> credential = to.get().credential(loop.commons().leases());
    if (credential.isEmpty()) {
      leg.failed(Event.Failure.NO_CREDENTIAL, "the target's credential cannot be had");
      return;
    }
    Request request = new Request(ask.passage(), ask.closing(), ask.head(), ask.body());
    leg.call = loop.upstream().ask(request, to.get().endpoint(), credential.get(), leg);
  }

  void cut(int number) {
    Leg leg = open.remove(number);
    if (leg != null && leg.call != null) {
      leg.call.cut();
    }
  }

  void read(int number, boolean on) {
    Leg leg = open.get(number);
    if (leg != null && leg.call != null) {
      leg.call.read(on);
    }
  }

  /** Looks again at what the sockets have taken in part: after a revocation. */
  void review() {
    for (Leg leg : List.copyOf(open.values())) {
      if (leg.call != null) {
        leg.call.review();
      }
    }
  }

  void cutAll() {
    List.copyOf(open.keySet()).forEach(this::cut);
  }
}
