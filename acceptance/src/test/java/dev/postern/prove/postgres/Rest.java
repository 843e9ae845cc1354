package dev.postern.prove.postgres;

import java.util.Optional;

/** A transcript from one message on. */
record Rest(Transcript of, int from) {
  Optional<Heard> message(int index) {
    int at = from + index;
    return at >= 0 && at < of.messages().size()
        ? Optional.of(of.messages().get(at))
        : Optional.empty();
  }

  /** Whether the server closed the connection behind this many messages. */
  boolean endsBehind(int count) {
    return of.messages().size() == from + count && of.end() == Transcript.End.CLOSED;
  }

  /** Whether what is left says of nothing that it was done, before the server ends the session. */
  boolean onlyFails() {
    return of.end() == Transcript.End.CLOSED
        && of.messages().stream().skip(from).allMatch(heard -> "ENZ".indexOf(heard.type()) >= 0);
  }

  /** Whether a COPY has failed, a Sync was answered, perhaps more were, and now another one is. */
  boolean answersAgain() {
    int ready = 0;
    while (is(ready - 1, 'Z')) {
      ready--;
    }
    return is(0, 'Z') && ready < 0 && is(ready - 1, 'E') && is(ready - 2, 'G');
  }

  /** Whether a portal of what failed was executed, and something behind it fails up to its Sync. */
  boolean failsBehindNothing() {
    return is(-1, 'I') && is(0, 'E') && is(1, 'Z');
  }

  private boolean is(int index, char type) {
    return message(index).map(heard -> heard.type() == type).orElse(false);
  }

  Rest behind(int count) {
    return new Rest(of, from + count);
  }
}
