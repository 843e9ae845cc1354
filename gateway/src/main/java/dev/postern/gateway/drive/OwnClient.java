package dev.postern.gateway.drive;

import dev.postern.gateway.http.Answer;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.gate.Shown;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The gateway as a client of one of its own sessions: what it asks goes through the same session,
 * gate and legs as what a caller asks, and it hears what a caller would be shown, no more. For one
 * thread, which may block; what is heard comes from the session's loop.
 */
public final class OwnClient implements AutoCloseable {
  /** What a piece takes beside its bytes. */
  private static final int PIECE = 64;

  private final Loop loop;
  private final long most;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private @Nullable Driver driver;
  private long taken;
  private boolean over;

  /** What is heard of the session. */
  public sealed interface Heard {
    /** The head of the answer; only of HTTP. */
    record Head(ResponseHead head) implements Heard {}

    /** A piece of the answer, or of the stream. */
    record Bytes(byte[] bytes) implements Heard {}

    /** The answer is whole, or the stream has ended. Nothing comes behind it. */
    record Whole() implements Heard {}

    /**
     * It is cut off. Nothing comes behind it.
     *
     * @param why for a person
     */
    record Cut(String why) implements Heard {}
  }

  /**
   * @param most octets that are taken of the session in all, what each piece costs included; with
   *     more it is cut
   */
  OwnClient(Loop loop, long most) {
    this.loop = loop;
    this.most = most;
  }

  /** The next thing that is heard; empty when nothing came in that time. */
  public Optional<Heard> next(Duration atMost) throws InterruptedException {
    return Optional.ofNullable(heard.poll(Math.max(1, atMost.toNanos()), TimeUnit.NANOSECONDS));
  }

  /** Sends bytes, which are handed over; those of a session that is over go nowhere. */
  public void send(byte[] bytes) {
    tell(new Event.Received(ByteBuffer.wrap(bytes)));
  }

  /** Leaves: what still runs is cancelled as it is for a client that has gone. */
  @Override
  public void close() {
    loop.later(() -> {
      if (driver != null) {
        driver.clientGone("the gateway has heard enough");
      }
    });
  }

  private void tell(Event event) {
    loop.later(() -> heard(event));
  }

  /** On the loop: the session hears something. */
  void heard(Event event) {
    if (driver != null) {
      driver.offer(event);
    }
  }

  /** On the loop: the session's driver. */
  void driven(Driver by) {
    driver = by;
  }

  /** On the loop: what the session shows, as long as it may be shown and there is room. */
  void shown(Shown shown) {
    if (!shown.holds()) {
      hears(new Heard.Cut("it was taken back"), true);
      return;
    }
    ByteBuffer bytes = shown.bytes();
    taken += PIECE + bytes.remaining();
    if (taken > most) {
      hears(new Heard.Cut("the answer is longer than " + most + " octets"), true);
      close();
      return;
    }
    byte[] piece = new byte[bytes.remaining()];
    bytes.duplicate().get(piece);
    hears(new Heard.Bytes(piece), false);
  }

  /** On the loop: the last thing is heard once. */
  void hears(Heard what, boolean last) {
    if (!over) {
      over = last;
      heard.add(what);
    }
  }

  /** The side of an exchange where its answer goes. */
  Answer answer() {
    return new Heeding();
  }

  private final class Heeding implements Answer {
    @Override
    public void head(ResponseHead head) {
      hears(new Heard.Head(head), false);
    }

    @Override
    public void show(Shown piece) {
      shown(piece);
    }

    @Override
    public void end() {
      hears(new Heard.Whole(), true);
    }

    @Override
    public void hangUp() {
      hears(new Heard.Cut("the answer was broken off"), true);
    }

    @Override
    public void crashed() {
      hears(new Heard.Cut("the gateway failed at this; its log says more"), true);
    }

    @Override
    public void read(boolean on) {
      // What is asked is there whole.
    }

    @Override
    public void review() {
      // What was heard was looked at when it was heard.
    }
  }
}
