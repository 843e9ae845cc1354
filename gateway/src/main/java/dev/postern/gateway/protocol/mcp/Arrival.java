package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.identity.SignIn;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The coming in of a request: its head is judged, its token proven, its body collected. Before the
 * caller is known little is kept in memory.
 */
final class Arrival {
  private final McpExchange x;
  private final Pieces pieces = new Pieces();
  private Optional<RequestHead> head = Optional.empty();
  private Optional<SignIn> signIn = Optional.empty();
  private boolean whole;
  private boolean paused;
  private boolean over;

  Arrival(McpExchange x) {
    this.x = x;
  }

  void requested(RequestHead came) {
    head = Optional.of(came);
    Optional<HeadRules.Fault> fault = HeadRules.fault(came, x.target().origins());
    Optional<String> token = x.sessions().bearers().token(came);
    if (fault.isPresent()) {
      List<Field> allow =
          fault.get().status() == 405
              ? List.of(new Field("allow", "DELETE, GET, POST"))
              : List.of();
      turnAway(fault.get().status(), allow, fault.get().line());
    } else if (token.isEmpty()) {
      String challenge =
          came.count("authorization") == 0
              ? x.target().challenges().tokenless()
              : x.target().challenges().invalid();
      challenge(challenge);
    } else {
      x.emit(new Command.Prove(token.get(), x.target().resource(), x.target().scopes()));
    }
  }

  void received(ByteBuffer bytes) {
    if (over) {
      return;
    }
    if (pieces.length() + bytes.remaining() > x.limits().messageBytes()) {
      tooLong();
      return;
    }
    pieces.add(bytes);
    if (signIn.isEmpty() && !paused && pieces.length() > x.limits().unprovenBytes()) {
      paused = true;
      x.emit(new Command.Read(0, false));
    }
  }

  void receivedAll() {
    whole = true;
    go();
  }

  void proven(SignIn proven) {
    if (over) {
      return;
    }
    signIn = Optional.of(proven);
    if (paused) {
      x.emit(new Command.Read(0, true));
    }
    go();
  }

  void unproven(Event.SignInRefused.Why why) {
    if (over) {
      return;
    }
    switch (why) {
      case BUSY ->
          turnAway(503, List.of(new Field("retry-after", "1")), "too many sign-ins; try again");
      case NOT_PROVEN -> challenge(x.target().challenges().invalid());
      case LACKS_SCOPE ->
          turnAway(
              403,
              List.of(new Field("www-authenticate", x.target().challenges().scopeless())),
              "the token lacks a scope");
    }
  }

  void gone() {
    if (!over) {
      over = true;
      pieces.clear();
      x.finish();
    }
  }

  private void go() {
    boolean enough = whole || head.filter(h -> !h.method().equals("POST")).isPresent();
    if (over || !enough || signIn.isEmpty() || head.isEmpty()) {
      return;
    }
    if (x.draining()) {
      turnAway(503, List.of(new Field("retry-after", "1")), "the gateway is stopping");
      return;
    }
    over = true;
    byte[] body = pieces.whole();
    pieces.clear();
    Caller stranger = new Caller(signIn.get(), x.target(), "", x.now());
    switch (head.get().method()) {
      case "POST" -> new Posted(x, head.get(), stranger).take(body);
      case "GET" -> new Opened(x, head.get(), stranger).listen();
      default -> new Opened(x, head.get(), stranger).delete();
    }
  }

  private void tooLong() {
    Trouble trouble = Trouble.invalid(413, "the message is longer than the limit");
    over = true;
    pieces.clear();
    if (signIn.isPresent()) {
      Caller stranger = new Caller(signIn.get(), x.target(), "", x.now());
      x.refuse(
          stranger,
          "POST that is too long",
          McpExchange.Answerable.NOBODY,
          Refusal.Code.OVER_LIMIT,
          trouble);
    } else {
      x.client().trouble(List.of(), false, trouble);
      x.finish();
    }
  }

  private void challenge(String challenge) {
    turnAway(401, List.of(new Field("www-authenticate", challenge)), "sign in");
  }

  private void turnAway(int status, List<Field> fields, String line) {
    over = true;
    pieces.clear();
    x.client().line(status, fields, line);
    x.finish();
  }
}
