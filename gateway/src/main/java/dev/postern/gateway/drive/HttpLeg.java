package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.http.Call;
import dev.postern.gateway.http.Injected;
import dev.postern.gateway.http.Replies;
import dev.postern.gateway.http.Request;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to a target, and its answer. A target that does not take the credential (401) has not
 * done what it was asked (RFC 9110, 15.5.2): the credential is read again, and the request sent
 * once more when it is another, or so young that the target may learn of it yet. Belongs to its
 * loop's thread.
 */
final class HttpLeg implements Replies {
  private static final int NOT_SIGNED_IN = 401;

  /** How often a request is sent again. */
  private static final int MOST = 5;

  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Loop loop;
  private final Command.Ask ask;
  private final Destination to;
  private final Hearer hearer;
  private final Optional<String> credential;
  private @Nullable LeasedField used;
  private boolean reading = true;
  private int borrowed;
  private int tries;
  private @Nullable Call call;
  private @Nullable List<Runnable> kept;

  /** Who hears what a leg says. */
  interface Hearer {
    /** Whether it is still open. */
    boolean waits(HttpLeg leg);

    /**
     * It says something.
     *
     * @param last whether it is over with that
     */
    void hears(HttpLeg leg, Event event, boolean last);
  }

  HttpLeg(Loop loop, Command.Ask ask, Destination to, Hearer hearer) {
    this.loop = loop;
    this.ask = ask;
    this.to = to;
    this.hearer = hearer;
    this.credential = to.named(ask.passage().description().operation().caller());
  }

  int number() {
    return ask.leg();
  }

  /** Sends it, signed in with what is in force. */
  void begin() {
    Optional<Injected> signed = to.credential(credential, loop.commons().leases());
    if (signed.isPresent()) {
      used = signed.get() instanceof LeasedField field ? field : null;
      Request request =
          new Request(ask.passage(), ask.closing(), ask.head(), ask.body().duplicate());
      Call begun = loop.upstream().ask(request, to.endpoint(), signed.get(), this);
      call = begun;
      if (!reading) {
        begun.read(false);
      }
    } else if (credential.isPresent() && borrowed <= tries) {
      borrow(credential.get());
    } else {
      over(Event.Failure.NO_CREDENTIAL, "the target's credential cannot be had");
    }
  }

  /**
   * A caller's own is had when it is needed first, and anew where that ended before it was sent.
   */
  private void borrow(String name) {
    borrowed = tries + 1;
    loop.commons()
        .offloads()
        .ask(
            new Borrowing(() -> to.borrow(name, loop.commons().leases())),
            done ->
                loop.later(() -> {
                  if (done.note().orElse(null) instanceof Borrowing.Had(var loan)) {
                    loan.close();
                  }
                  if (hearer.waits(this)) {
                    begin();
                  }
                }));
  }

  @Override
  public void head(ResponseHead head) {
    Event answered = new Event.Answered(number(), head);
    if (head.status() == NOT_SIGNED_IN
        && used != null
        && credential.isPresent()
        && tries < MOST
        && hearer.waits(this)) {
      kept = new ArrayList<>(List.of(() -> hearer.hears(this, answered, false)));
      pause(true);
      renew(credential.get());
    } else {
      hearer.hears(this, answered, false);
    }
  }

  private void renew(String name) {
    Optional<Lease> lease = Optional.ofNullable(used).map(LeasedField::lease);
    loop.commons()
        .offloads()
        .ask(
            new Renewing(() -> to.renewed(name, loop.commons().leases()), lease),
            done ->
                loop.later(() ->
                    renewed(
                        done.note().orElse(null) instanceof Renewing.Read(var renewal)
                            ? renewal
                            : Event.Renewal.SAME)));
  }

  private void renewed(Event.Renewal renewal) {
    if (!hearer.waits(this)) {
      return;
    }
    switch (renewal) {
      case ANOTHER -> again();
      case RECENT ->
          loop.events().schedule(this::again, PAUSE.toMillis() << tries, TimeUnit.MILLISECONDS);
      case SAME -> {
        List<Runnable> held = kept == null ? List.of() : kept;
        kept = null;
        held.forEach(Runnable::run);
        pause(!reading);
      }
    }
  }

  private void again() {
    if (hearer.waits(this)) {
      tries++;
      kept = null;
      if (call != null) {
        call.cut();
        call = null;
      }
      begin();
    }
  }

  @Override
  public void bytes(ByteBuffer bytes) {
    keepOr(() -> hearer.hears(this, new Event.AnswerBytes(number(), bytes), false));
  }

  @Override
  public void all() {
    keepOr(() -> hearer.hears(this, new Event.AnsweredAll(number()), true));
  }

  @Override
  public void failed(Event.Failure failure, String why) {
    // The credential ended before anything was sent: another is in force, or none.
    boolean unsent = failure == Event.Failure.NO_CREDENTIAL && tries < MOST;
    if (unsent && hearer.waits(this)) {
      tries++;
      call = null;
      loop.later(() -> {
        if (hearer.waits(this)) {
          begin();
        }
      });
    } else {
      keepOr(() -> over(failure, why));
    }
  }

  private void over(Event.Failure failure, String why) {
    hearer.hears(this, new Event.LegFailed(number(), failure, why), true);
  }

  /** What comes behind an answer that may be asked for again waits with it. */
  private void keepOr(Runnable now) {
    if (kept != null) {
      kept.add(now);
    } else {
      now.run();
    }
  }

  void read(boolean on) {
    reading = on;
    if (kept == null) {
      pause(!on);
    }
  }

  private void pause(boolean pausing) {
    if (call != null) {
      call.read(!pausing);
    }
  }

  /** Looks again at what the socket has taken in part: after a revocation. */
  void review() {
    if (call != null) {
      call.review();
    }
  }

  void cut() {
    if (call != null) {
      call.cut();
    }
  }
}
