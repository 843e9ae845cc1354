package dev.postern.gateway.http;

import dev.postern.gateway.session.Event;
import org.jspecify.annotations.Nullable;

/** A request that was sent to a target, or is about to be. Belongs to its loop's thread. */
public final class Call {
  private final Request request;
  private final Endpoint endpoint;
  private final Injected injected;
  private final Replies replies;
  private @Nullable TargetConnection connection;
  private boolean reading = true;
  private boolean retried;
  private boolean over;

  Call(Request request, Endpoint endpoint, Injected injected, Replies replies) {
    this.request = request;
    this.endpoint = endpoint;
    this.injected = injected;
    this.replies = replies;
  }

  /** Abandons it: the connection is not used again, and nothing more is heard. */
  public void cut() {
    over = true;
    if (connection != null) {
      connection.reset();
      connection = null;
    }
  }

  /** Stops or goes on reading the answer. */
  public void read(boolean on) {
    reading = on;
    if (connection != null) {
      connection.read(on);
    }
  }

  /** Looks again at what the socket has taken in part: after a revocation. */
  public void review() {
    if (connection != null) {
      connection.review();
    }
  }

  Request request() {
    return request;
  }

  Endpoint endpoint() {
    return endpoint;
  }

  Injected injected() {
    return injected;
  }

  Replies replies() {
    return replies;
  }

  boolean over() {
    return over;
  }

  boolean reading() {
    return reading;
  }

  /** Whether it has not been tried again yet; from now on it has. */
  boolean mayRetry() {
    boolean first = !retried;
    retried = true;
    return first;
  }

  void on(TargetConnection now) {
    connection = now;
  }

  /** It has ended well; its connection is another's to use. */
  void done() {
    if (!over) {
      over = true;
      connection = null;
      replies.all();
    }
  }

  void failed(Event.Failure failure, String why) {
    if (!over) {
      over = true;
      connection = null;
      replies.failed(failure, why);
    }
  }
}
