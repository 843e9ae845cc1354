package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.gateway.simulator.net.Line;
import dev.postern.gateway.simulator.net.Remote;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The target of MCP: it answers well, or not. One for each connection of the gateway's. */
final class McpServer implements Remote {
  private static final Pattern ID = Pattern.compile("\"id\":\"(tag-\\d{6})\"");
  private static final Pattern CANCELLED = Pattern.compile("\"requestId\":\"(tag-\\d{6})\"");

  private final World world;
  private final HttpReader taken = new HttpReader();
  private final HttpReader arrived = new HttpReader();
  private final TargetEnd end;

  McpServer(World world) {
    this.world = world;
    this.end = new TargetEnd(world);
  }

  @Override
  public void opened(Line made) {
    end.opened(made);
  }

  @Override
  public void taken(byte[] bytes) {
    boolean fresh = !taken.within();
    taken.add(bytes);
    Optional<HttpReader.Message> whole = taken.next();
    byte[] soFar =
        whole
            .map(message -> message.body().getBytes(StandardCharsets.ISO_8859_1))
            .orElseGet(taken::bodySoFar);
    boolean closing = Watch.text(soFar).contains("notifications/cancelled");
    world.watch().moves("registry", soFar, closing, fresh && whole.isPresent());
    whole.ifPresent(this::whole);
  }

  private void whole(HttpReader.Message message) {
    String secret = message.fields().getOrDefault("authorization", "");
    if (!world.secrets().ever(secret.replace("Bearer ", ""))) {
      throw new Broken("the target was sent another credential than its own: " + secret);
    }
    Matcher cancelled = CANCELLED.matcher(message.body());
    if (message.body().contains("notifications/cancelled") && cancelled.find()) {
      world.watch().cancels(cancelled.group(1));
    } else if (message.start().startsWith("POST")) {
      world.watch().sent(message.body().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  @Override
  public void arrived(byte[] bytes) {
    arrived.add(bytes);
    arrived.next().ifPresent(this::answers);
  }

  private void answers(HttpReader.Message message) {
    Chance chance = world.chance();
    if (message.start().startsWith("DELETE")) {
      end.says(whole(200, "text/plain", ""));
    } else if (message.start().startsWith("GET")) {
      if (chance.oneIn(2)) {
        end.says(whole(405, "text/plain", ""));
      } else {
        end.says(head("text/event-stream"));
        int events = chance.below(3);
        for (int i = 0; i < events; i++) {
          end.says(
              chunk(
                  event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}")));
        }
      }
    } else {
      Matcher id = ID.matcher(message.body());
      if (id.find()) {
        answers(id.group(1), message.body());
      } else {
        end.says(whole(202, "text/plain", ""));
      }
    }
  }

  private void answers(String id, String body) {
    Chance chance = world.chance();
    boolean trouble = world.troubled(4);
    switch (trouble ? chance.below(9) : 9) {
      case 0 -> world.count(true, Fault.TARGET_STALLS);
      case 1 -> {
        world.count(true, Fault.TARGET_CUTS);
        byte[] answer = good(id, body);
        end.says(java.util.Arrays.copyOf(answer, chance.below(answer.length)));
        end.cuts();
      }
      case 2 -> {
        world.count(true, Fault.TARGET_HALF_CLOSES);
        byte[] answer = good(id, body);
        end.says(java.util.Arrays.copyOf(answer, chance.below(answer.length)));
        end.finishes();
      }
      case 3 -> {
        world.count(true, Fault.TARGET_ANSWERS_WRONGLY);
        end.says(whole(200, "application/json", wrong(id, chance)));
      }
      case 4 -> {
        world.count(true, Fault.TARGET_ANSWERS_TWICE);
        end.says(good(id, body));
        end.says(good(id, body));
      }
      case 5 -> {
        world.count(true, Fault.TARGET_FORGETS_SESSION);
        end.says(whole(404, "text/plain", "no session " + Watch.CANARY));
      }
      case 6 -> {
        world.count(true, Fault.TARGET_ANSWERS_WRONGLY);
        end.says(whole(500 + chance.below(4), "text/plain", "broken " + Watch.CANARY));
      }
      case 7 -> {
        world.count(true, Fault.TARGET_ANSWERS_WRONGLY);
        end.says("HTP/1.1 what\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      case 8 -> {
        world.count(true, Fault.TARGET_ANSWERS_TWICE);
        String result = "data: " + result(id, body) + "\n\n";
        end.says(head("text/event-stream"));
        end.says(chunk(result));
        end.says(chunk(result));
        end.says("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      }
      default -> end.says(good(id, body));
    }
  }

  private static String wrong(String id, Chance chance) {
    return switch (chance.below(5)) {
      case 0 -> "not JSON " + Watch.CANARY;
      case 1 ->
          "{\"jsonrpc\":\"2.0\",\"id\":\"other\",\"result\":{\"x\":\"" + Watch.CANARY + "\"}}";
      case 2 -> "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":{},\"error\":{\"code\":1}}";
      case 3 -> "[]";
      default ->
          "{\"jsonrpc\":\"2.0\",\"id\":\""
              + id
              + "\",\"id\":\""
              + id
              + "\",\"result\":\""
              + Watch.CANARY
              + "\"}";
    };
  }

  private byte[] good(String id, String body) {
    String result = result(id, body);
    if (world.chance().oneIn(3)) {
      return (Watch.text(head("text/event-stream"))
              + Watch.text(chunk(event(progress(id))))
              + Watch.text(chunk(event(result)))
              + "0\r\n\r\n")
          .getBytes(StandardCharsets.ISO_8859_1);
    }
    return whole(200, "application/json", result);
  }

  private static String progress(String id) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":\""
        + id
        + "\",\"progress\":1,\"message\":\""
        + Watch.CANARY
        + "\"}}";
  }

  private static String result(String id, String body) {
    String result;
    if (body.contains("\"initialize\"")) {
      result =
          "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
              + "\"serverInfo\":{\"name\":\"registry\",\"version\":\"1\"}}";
    } else if (body.contains("tools/list")) {
      result =
          "{\"tools\":[{\"name\":\"run\",\"inputSchema\":{\"type\":\"object\"}},"
              + "{\"name\":\"drop\",\"inputSchema\":{\"type\":\"object\"}},"
              + "{\"name\":\"fix\",\"inputSchema\":{\"type\":\"object\"}},"
              + "{\"name\":\"never\",\"inputSchema\":{\"type\":\"object\"}}]}";
    } else {
      result =
          ("{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"rows\\\":[{\\\"name\\\":\\\"for-%1$s\\\","
               + "\\\"key\\\":\\\"%2$s\\\"}]}\"}],"
               + "\"structuredContent\":{\"rows\":[{\"name\":\"for-%1$s\",\"key\":\"%2$s\"}]}}")
              .formatted(id, Watch.CANARY + id);
    }
    return "{\"jsonrpc\":\"2.0\",\"id\":\"" + id + "\",\"result\":" + result + "}";
  }

  private static byte[] whole(int status, String type, String body) {
    return ("HTTP/1.1 "
            + status
            + " Any\r\ncontent-type: "
            + type
            + "\r\nmcp-session-id: up-1\r\n"
            + "content-length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] head(String type) {
    return ("HTTP/1.1 200 OK\r\ncontent-type: "
            + type
            + "\r\nmcp-session-id: up-1\r\n"
            + "transfer-encoding: chunked\r\n\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String event(String data) {
    return "event: message\ndata: " + data + "\n\n";
  }

  private static byte[] chunk(String text) {
    return (Integer.toHexString(text.length()) + "\r\n" + text + "\r\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void ended() {
    end.ended();
  }

  @Override
  public void broken() {
    end.broken();
  }
}
