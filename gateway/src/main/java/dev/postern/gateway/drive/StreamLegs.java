package dev.postern.gateway.drive;

import dev.postern.gateway.credential.CallerName;
import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.net.stream.Outward;
import dev.postern.gateway.net.stream.Stream;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Event.Failure;
import dev.postern.gateway.session.Secured;
import dev.postern.kernel.gate.Passage;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The legs of one stream session towards targets. Belongs to its loop's thread. */
final class StreamLegs {
  private final Loop loop;
  private final Consumer<Event> tell;
  private final Map<Integer, Leg> open = new HashMap<>(2);
  private final Map<StreamDestination, InetAddress> reached = new HashMap<>(2);
  private final Map<String, Lease> proven = new HashMap<>(2);
  private final BorrowedLeases loans = new BorrowedLeases();
  private final List<Runnable> forgetting = new ArrayList<>(1);
  private boolean over;

  /**
   * @param tell hears what becomes of the legs; may be called while a command is carried out
   */
  StreamLegs(Loop loop, Consumer<Event> tell) {
    this.loop = loop;
    this.tell = tell;
  }

  /** One leg; it is forgotten with its last event. */
  private final class Leg implements Outward.Caller {
    private final int number;
    private final StreamDestination to;
    private boolean reading = true;
    private @Nullable Stream stream;

    Leg(int number, StreamDestination to) {
      this.number = number;
      this.to = to;
    }

    Stream connected() {
      Stream now = stream;
      if (now == null) {
        throw new IllegalStateException("leg " + number + " is not connected yet");
      }
      return now;
    }

    @Override
    public boolean waits() {
      return open.get(number) == this;
    }

    @Override
    public void connected(Stream established, InetAddress address) {
      stream = established;
      established.read(reading);
      // A cancel must find the very server that it is meant for, not another of the same name.
      reached.putIfAbsent(to, address);
      tell.accept(new Event.Dialled(number));
    }

    @Override
    public void unreachable(String why) {
      failed(Failure.UNREACHABLE, why);
    }

    @Override
    public void bytes(ByteBuffer bytes) {
      if (waits()) {
        tell.accept(new Event.AnswerBytes(number, bytes));
      }
    }

    @Override
    public void secured(Secured tls) {
      if (waits()) {
        tell.accept(new Event.LegSecured(number, tls));
      }
    }

    @Override
    public void writable(boolean now) {
      if (waits()) {
        tell.accept(new Event.LegWritable(number, now));
      }
    }

    @Override
    public void over(End end, String why) {
      switch (end) {
        case CLOSED -> {
          if (open.remove(number, this)) {
            tell.accept(new Event.AnsweredAll(number));
          }
        }
        case BROKEN, OVERFULL -> failed(Failure.BROKEN, why);
        case UNTRUSTED -> failed(Failure.UNREACHABLE, why);
        case INJECTED -> failed(Failure.MALFORMED, why);
        case OVERSTEPPED -> failed(Failure.TIMEOUT, why);
        case TAKEN_BACK -> failed(Failure.TAKEN_BACK, why);
      }
    }

    /** Ends it and tells why. */
    void failed(Failure failure, String why) {
      if (open.remove(number, this)) {
        if (stream != null) {
          stream.reset();
        }
        tell.accept(new Event.LegFailed(number, failure, why));
      }
    }
  }

  void dial(Command.Dial dial) {
    if (dial.leg() < 1 || open.containsKey(dial.leg())) {
      throw new IllegalArgumentException("leg " + dial.leg() + " is in use");
    }
    if (open.size() >= loop.commons().limits().legs()) {
      throw new IllegalStateException("too many legs");
    }
    Passage passage = dial.passage();
    Optional<StreamDestination> to = meant(passage);
    if (to.isEmpty()) {
      tell.accept(
          new Event.LegFailed(dial.leg(), Failure.UNREACHABLE, "there is no such target any more"));
      return;
    }
    Leg leg = new Leg(dial.leg(), to.get());
    open.put(dial.leg(), leg);
    if (dial.closing() ? passage.closable() : passage.live()) {
      Optional<InetAddress> same = Optional.ofNullable(reached.get(to.get()));
      loop.outward().dial(to.get().endpoint(), same, leg);
    } else {
      leg.failed(Failure.TAKEN_BACK, "the operation was taken back before it was sent");
    }
  }

  void send(Command.Send send) {
    Leg leg = open.get(send.leg());
    if (leg != null) {
      leg.connected().send(send.passage(), send.closing(), send.bytes());
    }
  }

  void secure(Command.Secure secure) {
    Leg leg = open.get(secure.leg());
    if (leg != null
        && !loop.outward().secure(leg.connected(), leg.to.endpoint(), secure.certificate())) {
      leg.failed(Failure.UNREACHABLE, "there is no TLS, or no such certificate, for the target");
    }
  }

  void prove(Command.ProveTo prove) {
    Leg leg = open.get(prove.leg());
    if (leg == null) {
      return;
    }
    Stream stream = leg.connected();
    loop.commons()
        .offloads()
        .run(
            new Proving(
                () -> loans.lease(prove.credential(), leg.to, loop.commons().leases()),
                prove.prover()),
            done ->
                loop.later(() -> {
                  if (done.note().orElse(null) instanceof Proving.Made(var proof, var by)) {
                    proven.put(prove.credential(), by);
                    if (leg.waits()) {
                      stream.sendSecret(prove.passage(), proof.frame().duplicate());
                      tell.accept(new Event.Proved(leg.number, proof.outcome()));
                    }
                    Proving.wipe(proof.frame());
                  } else {
                    leg.failed(Failure.NO_CREDENTIAL, "the target's credential proves nothing");
                  }
                }));
  }

  void borrow(Command.Borrow borrow) {
    Optional<StreamDestination> to =
        loop.commons().streams().named(borrow.target(), borrow.epoch());
    Optional<String> name =
        borrow.person().isEmpty()
            ? Optional.of(borrow.credential())
            : CallerName.of(borrow.person().get()).map(of -> Leases.of(of, borrow.credential()));
    if (to.isEmpty() || name.isEmpty()) {
      tell.accept(new Event.Borrowed(Optional.empty(), Optional.empty()));
      return;
    }
    loop.commons()
        .offloads()
        .ask(
            new Borrowing(
                () -> to.get().borrow(name.get(), borrow.another(), loop.commons().leases())),
            done -> loop.later(() -> borrowed(name.get(), to.get(), done)));
  }

  private void borrowed(String name, StreamDestination of, Event.WorkDone done) {
    if (!(done.note().orElse(null) instanceof Borrowing.Had(Loan loan))) {
      tell.accept(new Event.Borrowed(Optional.empty(), Optional.empty()));
      return;
    }
    if (over) {
      loan.close();
      return;
    }
    loans.keep(name, of, loan);
    if (loan.lease().user().isPresent()) {
      // Its account on the server ends with it, and the server tells nobody.
      forgetting.add(loan.lease().whenEnded(() -> loop.later(() -> ended(loan))));
    }
    tell.accept(new Event.Borrowed(Optional.of(name), loan.lease().user()));
  }

  private void ended(Loan loan) {
    if (loans.holds(loan)) {
      for (Leg leg : List.copyOf(open.values())) {
        leg.failed(Failure.NO_CREDENTIAL, "the account that was made for it has ended");
      }
    }
  }

  void renew(Command.Renew renew) {
    Optional<StreamDestination> to = meant(renew.passage());
    Optional<Lease> used = Optional.ofNullable(proven.get(renew.credential()));
    loop.commons()
        .offloads()
        .ask(
            new Renewing(
                () -> to.flatMap(of -> of.renewed(renew.credential(), loop.commons().leases())),
                used),
            done ->
                loop.later(() ->
                    tell.accept(
                        new Event.Renewed(
                            done.note().orElse(null) instanceof Renewing.Read(var renewal)
                                ? renewal
                                : Event.Renewal.SAME))));
  }

  private Optional<StreamDestination> meant(Passage passage) {
    return loop.commons()
        .streams()
        .named(passage.description().operation().target(), passage.description().epoch());
  }

  void read(int number, boolean on) {
    Leg leg = open.get(number);
    if (leg != null) {
      leg.reading = on;
      if (leg.stream != null) {
        leg.stream.read(on);
      }
    }
  }

  void finish(int number) {
    Leg leg = open.get(number);
    if (leg != null) {
      leg.connected().closeOutput();
    }
  }

  void cut(int number) {
    Leg leg = open.remove(number);
    if (leg != null && leg.stream != null) {
      leg.stream.reset();
    }
  }

  /** Looks again at what the sockets have taken in part: after a revocation. */
  void review() {
    for (Leg leg : List.copyOf(open.values())) {
      if (leg.stream != null) {
        leg.stream.review();
      }
    }
  }

  void cutAll() {
    over = true;
    forgetting.forEach(Runnable::run);
    forgetting.clear();
    loans.giveBack();
    List.copyOf(open.keySet()).forEach(this::cut);
  }
}
