package dev.postern.gateway.http;

import dev.postern.gateway.net.Deadlines;
import dev.postern.gateway.net.Turn;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A listener on one event loop: what its connections there share. Belongs to the loop's thread. */
final class Front {
  private final Listener listener;
  private final FrontLoop loop;
  private final HttpWords words = new HttpWords();
  private final Set<ServerConnection> open = new LinkedHashSet<>();

  Front(Listener listener, FrontLoop loop) {
    this.listener = listener;
    this.loop = loop;
  }

  Turn turn() {
    return loop.turn();
  }

  Deadlines deadlines() {
    return loop.deadlines();
  }

  Exchanges exchanges() {
    return loop.exchanges();
  }

  HttpLimits limits() {
    return listener.settings().limits();
  }

  Hosts hosts() {
    return listener.hosts();
  }

  HttpWords words() {
    return words;
  }

  boolean stopping() {
    return listener.stopping();
  }

  void opened(ServerConnection connection) {
    open.add(connection);
  }

  void closed(ServerConnection connection) {
    open.remove(connection);
  }

  /** Ends idle connections; busy ones end with their answer. */
  void stop() {
    List.copyOf(open).forEach(ServerConnection::stop);
  }
}
