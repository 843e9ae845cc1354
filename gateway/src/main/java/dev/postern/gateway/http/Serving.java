package dev.postern.gateway.http;

import dev.postern.gateway.session.ResponseHead;
import dev.postern.kernel.gate.Shown;
import org.jspecify.annotations.Nullable;

/**
 * A request that is being served, with its answer. The answer's methods do nothing once another has
 * taken its place. Belongs to its connection.
 */
final class Serving implements Answer {
  /** The connection, as what it serves needs it. */
  interface Place {
    /** Whether this is what it serves now. */
    boolean serves(Serving one);

    /** Ends the connection; what was begun stays visibly incomplete. */
    void hangUp();

    /** Answers that the exchange crashed. */
    void tellCrash();

    /** Stops or goes on reading the request's body. */
    void read(boolean on);

    /** Looks again at what the socket has taken in part. */
    void review();
  }

  private final Place place;
  private final AnswerWriter answer;
  private @Nullable Exchange exchange;

  Serving(Place place, AnswerWriter answer) {
    this.place = place;
    this.answer = answer;
  }

  /** The exchange, once it has begun. */
  void by(Exchange begun) {
    exchange = begun;
  }

  @Nullable Exchange exchange() {
    return exchange;
  }

  AnswerWriter answer() {
    return answer;
  }

  /** Tells the exchange that its client has gone. */
  void gone(String why) {
    if (exchange != null) {
      exchange.gone(why);
    }
  }

  private boolean now() {
    return place.serves(this);
  }

  @Override
  public void head(ResponseHead head) {
    if (now()) {
      answer.head(head);
    }
  }

  @Override
  public void show(Shown shown) {
    if (now()) {
      answer.add(shown);
    }
  }

  @Override
  public void end() {
    if (now()) {
      answer.end();
    }
  }

  @Override
  public void hangUp() {
    if (now()) {
      place.hangUp();
    }
  }

  @Override
  public void crashed() {
    if (now()) {
      if (answer.started()) {
        place.hangUp();
      } else {
        place.tellCrash();
      }
    }
  }

  @Override
  public void read(boolean on) {
    if (now()) {
      place.read(on);
    }
  }

  @Override
  public void review() {
    if (now()) {
      place.review();
    }
  }
}
