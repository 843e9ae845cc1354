package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.gateway.simulator.net.Line;
import dev.postern.gateway.simulator.net.Remote;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person's client of MCP on one connection at a time; it asks one thing after the other. */
final class McpClient implements Remote, Actor {
  private static final Pattern CODE = Pattern.compile("\"code\":\"([a-z_]+)\"");
  private static final Asked NOTHING = new Asked("", "", "", "nothing");

  private final World world;
  private final String person;
  private final List<Asked> held = new ArrayList<>();
  private HttpReader replies = new HttpReader();
  private final ClientEnd end;
  private Optional<Asked> waits = Optional.empty();
  private Optional<WatchedSession> exchange = Optional.empty();
  private String session = "";
  private String token;
  private boolean greeted;
  private boolean streams;
  private boolean junk;
  private int answers;

  McpClient(World world, String person) {
    this.world = world;
    this.person = person;
    this.token = world.proofs().token(person);
    this.end = new ClientEnd(world, this::gone);
  }

  @Override
  public void opened(Line made) {
    end.opened(made);
    replies = new HttpReader();
  }

  @Override
  public int answers() {
    return answers;
  }

  @Override
  public void act() {
    Chance chance = world.chance();
    if (!end.there()) {
      if (!world.calm()) {
        world.connect(this);
      }
    } else if (waits.isEmpty() && !end.left()) {
      if (world.calm()) {
        end.finish();
      } else {
        ask(chance);
      }
    } else if (world.calm() && streams) {
      end.finish();
    } else if (!world.calm() && world.troubled(40)) {
      misbehave(chance);
    }
  }

  private void misbehave(Chance chance) {
    int which = chance.below(6);
    if (end.misbehaves(which)) {
      return;
    }
    if (which == 3) {
      world.count(true, Fault.CLIENT_SENDS_JUNK);
      junk = true;
      end.send("\u0000\u0001 junk\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    } else if (!session.isEmpty()) {
      world.count(true, Fault.CLIENT_CANCELS);
      world.connect(new Cancelling(world, message("POST", next("cancel"), cancel())));
    }
  }

  private void ask(Chance chance) {
    if (session.isEmpty()) {
      greeted = false;
      post("initialize", next("initialize"));
    } else if (!greeted) {
      greeted = true;
      post("notifications/initialized", next("notifications/initialized"));
    } else {
      int most = world.lent().held(person, Targets.REGISTRY) ? 20 : 13;
      switch (chance.below(most)) {
        case 0 -> post("tools/list", next("tools/list"));
        case 1 -> bare("DELETE", next("DELETE"));
        case 2 -> bare("GET", next("GET"));
        case 3 -> post("tools/call", next("never"));
        case 4, 5, 6, 7 -> post("tools/call", again(chance).orElseGet(() -> next("drop")));
        case 8, 9, 10, 11 -> post("tools/call", next("run"));
        default -> post("tools/call", next(chance.oneIn(3) ? "fixdrop" : "fix"));
      }
    }
  }

  /** The same as before: it may be approved by now. */
  private Optional<Asked> again(Chance chance) {
    if (held.isEmpty() || chance.oneIn(4)) {
      return Optional.empty();
    }
    Asked before = chance.of(held);
    world.count(true, Fault.CLIENT_REPEATS);
    Asked asked = new Asked(world.tag(), before.about(), person, before.what());
    world.watch().asks(asked);
    return Optional.of(asked);
  }

  private Asked next(String what) {
    String tag = world.tag();
    Asked asked = new Asked(tag, tag, person, what);
    world.watch().asks(asked);
    return asked;
  }

  private void post(String method, Asked asked) {
    String params =
        switch (method) {
          case "initialize" ->
              "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\""
                  + asked.about()
                  + "\",\"version\":\"1\"}}";
          case "tools/call" ->
              "{\"name\":\""
                  + asked.what()
                  + "\",\"arguments\":{\"tag\":\""
                  + asked.about()
                  + "\"},\"_meta\":{\"progressToken\":\""
                  + asked.tag()
                  + "\"}}";
          default -> "{\"_meta\":{\"about\":\"" + asked.about() + "\"}}";
        };
    String id = method.startsWith("notifications/") ? "" : "\"id\":\"" + asked.tag() + "\",";
    String body =
        "{\"jsonrpc\":\"2.0\"," + id + "\"method\":\"" + method + "\",\"params\":" + params + "}";
    send("POST", asked, body);
  }

  private void bare(String method, Asked asked) {
    streams = method.equals("GET");
    send(method, asked, "");
  }

  private void send(String method, Asked asked, String body) {
    waits = Optional.of(asked);
    exchange = Optional.empty();
    end.send(message(method, asked, body));
  }

  private String cancel() {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":\""
        + waits.orElse(NOTHING).tag()
        + "\"}}";
  }

  private byte[] message(String method, Asked asked, String body) {
    String head =
        method
            + " /mcp/registry HTTP/1.1\r\nhost: 127.0.0.1\r\nx-simulated: "
            + asked.tag()
            + "\r\nauthorization: Bearer "
            + token
            + "\r\naccept: application/json, text/event-stream\r\n"
            + (session.isEmpty() ? "" : "mcp-session-id: " + session + "\r\n")
            + (method.equals("POST")
                ? "content-type: application/json\r\ncontent-length: " + body.length() + "\r\n"
                : "")
            + "\r\n";
    return (head + body).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** A session was made for what it asked. */
  void served(String tag, WatchedSession by) {
    if (waits.filter(asked -> asked.tag().equals(tag)).isPresent()) {
      exchange = Optional.of(by);
    }
  }

  @Override
  public void taken(byte[] bytes) {
    world.watch().leaves(bytes);
  }

  @Override
  public void arrived(byte[] bytes) {
    replies.add(bytes);
    Optional<HttpReader.Message> whole = replies.next();
    byte[] body =
        whole
            .map(message -> message.body().getBytes(StandardCharsets.ISO_8859_1))
            .orElseGet(replies::bodySoFar);
    world.watch().heard(person, body);
    wasShown(body);
    whole.ifPresent(this::answered);
  }

  /** What came must be what its session showed, or words of the listener's own. */
  private void wasShown(byte[] body) {
    byte[] shown = exchange.map(WatchedSession::shown).orElse(new byte[0]);
    boolean prefix =
        body.length <= shown.length
            && java.util.Arrays.mismatch(body, java.util.Arrays.copyOf(shown, body.length)) < 0;
    boolean own = replies.start().matches("HTTP/1.1 [45].*");
    if (!prefix && !own) {
      throw new Broken("came without having been shown: " + Watch.text(body));
    }
  }

  private void answered(HttpReader.Message message) {
    if (waits.isEmpty() && !junk) {
      throw new Broken("an answer to nothing: " + message);
    }
    Asked asked = waits.orElse(NOTHING);
    waits = Optional.empty();
    streams = false;
    answers++;
    int status = message.status();
    world.answered(told(message));
    if (status == 401) {
      token = world.proofs().token(person);
    } else if (status == 404 || asked.what().equals("DELETE")) {
      session = "";
    } else if (asked.what().equals("initialize") && status == 200) {
      session = message.fields().getOrDefault("mcp-session-id", "");
    } else if (asked.what().equals("drop")) {
      // Whether it is pending, or ran already and must not run again.
      held.add(asked);
    } else if (asked.what().equals("fix")) {
      world.watch().shown(asked.tag(), 0, replied(message.body()));
    }
    if (!message.fields().getOrDefault("connection", "").isEmpty()) {
      if (world.chance().oneIn(2)) {
        end.cut();
      } else {
        end.finish();
      }
    }
  }

  /** How many bytes of a target's messages stand in an answer. */
  private static int replied(String body) {
    return body.lines()
        .filter(line -> line.contains("\"result\"") || line.contains("\"params\""))
        .mapToInt(line -> line.length() - (line.startsWith("data: ") ? 6 : 0))
        .sum();
  }

  private static String told(HttpReader.Message message) {
    Matcher code = CODE.matcher(message.body());
    if (code.find()) {
      return code.group(1);
    }
    return message.body().contains("for-tag") ? "reply" : "status " + message.status();
  }

  @Override
  public void ended() {
    end.ended();
  }

  @Override
  public void broken() {
    end.cut();
  }

  private void gone() {
    waits = Optional.empty();
    exchange = Optional.empty();
    streams = false;
    junk = false;
  }

  /** What is still open of it, for a report. */
  @Override
  public String toString() {
    return person
        + (end.there() ? " connected" : "")
        + waits.map(a -> " waits for " + a).orElse("");
  }
}
