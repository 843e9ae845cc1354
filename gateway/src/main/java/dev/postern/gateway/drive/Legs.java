package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.kernel.gate.Description;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The legs of one session towards targets. Belongs to its loop's thread. */
final class Legs {
  private final Loop loop;
  private final Consumer<Event> tell;
  private final Map<Integer, HttpLeg> open = new HashMap<>(2);
  private final Told told = new Told();

  /**
   * @param tell hears what becomes of the legs; may be called while a command is carried out
   */
  Legs(Loop loop, Consumer<Event> tell) {
    this.loop = loop;
    this.tell = tell;
  }

  void ask(Command.Ask ask) {
    if (ask.leg() < 1 || open.containsKey(ask.leg())) {
      throw new IllegalArgumentException("leg " + ask.leg() + " is in use");
    }
    if (open.size() >= loop.commons().limits().legs()) {
      throw new IllegalStateException("too many legs");
    }
    Description asked = ask.passage().description();
    Optional<Destination> to =
        loop.commons().destinations().named(asked.operation().target(), asked.epoch());
    if (to.isEmpty()) {
      tell.accept(
          new Event.LegFailed(
              ask.leg(), Event.Failure.UNREACHABLE, "there is no such target any more"));
      return;
    }
    HttpLeg leg = new HttpLeg(loop, ask, to.get(), told);
    open.put(ask.leg(), leg);
    leg.begin();
  }

  /** What a leg says, as long as it is open; it is forgotten with its last event. */
  private final class Told implements HttpLeg.Hearer {
    @Override
    public boolean waits(HttpLeg leg) {
      return open.get(leg.number()) == leg;
    }

    @Override
    public void hears(HttpLeg leg, Event event, boolean last) {
      if (last ? open.remove(leg.number(), leg) : waits(leg)) {
        tell.accept(event);
      }
    }
  }

  void cut(int number) {
    HttpLeg leg = open.remove(number);
    if (leg != null) {
      leg.cut();
    }
  }

  void read(int number, boolean on) {
    HttpLeg leg = open.get(number);
    if (leg != null) {
      leg.read(on);
    }
  }

  /** Looks again at what the sockets have taken in part: after a revocation. */
  void review() {
    List.copyOf(open.values()).forEach(HttpLeg::review);
  }

  void cutAll() {
    if (!open.isEmpty()) {
      List.copyOf(open.keySet()).forEach(this::cut);
    }
  }
}
