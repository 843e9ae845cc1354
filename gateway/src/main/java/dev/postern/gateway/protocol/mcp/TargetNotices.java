package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.gate.Preview;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Notifications of the target. Those that belong to a call or a request need one that is open;
 * content is masked as what no path names. All others name nothing that caused them: on a target
 * with classes any call may have, of this session or another, so nothing of their content is shown.
 */
final class TargetNotices {
  private static final Set<String> NUMBERS = Set.of("progress", "total");
  private static final Set<String> LEVELS =
      Set.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");

  private final TargetStream stream;
  private final Host host;

  TargetNotices(TargetStream stream, Host host) {
    this.stream = stream;
    this.host = host;
  }

  void settle(Frame frame, McpMessage.Notice notice, Runnable then) {
    if (!clear(notice.method())) {
      boolean bare =
          switch (notice.method()) {
            case TOOLS_CHANGED, PROMPTS_CHANGED, RESOURCES_CHANGED, ELICITED -> true;
            default -> false;
          };
      frame.edits().keepMembers(notice.message(), member -> ofMessage(member, bare));
    }
    switch (notice.method()) {
      case TARGET_PROGRESS -> progress(frame, notice, then);
      case LOG -> log(frame, notice, then);
      case TOOLS_CHANGED, PROMPTS_CHANGED, RESOURCES_CHANGED, ELICITED -> then.run();
      case RESOURCE_UPDATED -> updated(frame, notice, then);
      case TARGET_CANCELLED -> cancelled(frame, notice, then);
      case INITIALIZE,
          PING,
          SET_LEVEL,
          TOOLS_LIST,
          TOOLS_CALL,
          RESOURCES_LIST,
          TEMPLATES_LIST,
          RESOURCES_READ,
          SUBSCRIBE,
          UNSUBSCRIBE,
          PROMPTS_LIST,
          PROMPTS_GET,
          COMPLETE,
          INITIALIZED,
          PROGRESS,
          ROOTS_CHANGED,
          CANCELLED,
          SAMPLE,
          ELICIT,
          ROOTS,
          TARGET_PING ->
          drop(frame, notice, then);
    }
  }

  private void progress(Frame frame, McpMessage.Notice notice, Runnable then) {
    Optional<OpenCall> call =
        notice
            .params()
            .flatMap(params -> params.member("progressToken"))
            .flatMap(RpcId::of)
            .flatMap(token -> stream.session().byProgress(token));
    if (call.isEmpty()) {
      drop(frame, notice, then);
      return;
    }
    frame.under(notice.message(), call.get().passage());
    if (host.guarded() || !clear(call.get())) {
      notice
          .params()
          .ifPresent(params -> {
            frame.edits().keepMembers(params, TargetNotices::ofProgress);
            params
                .member("message")
                .ifPresent(message -> frame.edits().replace(message, Notes.NOTE));
          });
    }
    then.run();
  }

  private void log(Frame frame, McpMessage.Notice notice, Runnable then) {
    if (!clear(McpMethod.LOG)) {
      notice
          .params()
          .ifPresent(params -> {
            frame.edits().keepMembers(params, TargetNotices::ofLog);
            params.member("data").ifPresent(data -> frame.edits().replace(data, Notes.NOTE));
          });
    }
    then.run();
  }

  private void updated(Frame frame, McpMessage.Notice notice, Runnable then) {
    Optional<String> uri = notice.params().flatMap(params -> params.textOf("uri"));
    if (uri.isEmpty()) {
      drop(frame, notice, then);
      return;
    }
    Describe describe = stream.describe();
    stream
        .x()
        .door()
        .preview(
            List.of(describe.readable(uri.get())),
            answers -> {
              if (answers.stream().allMatch(Preview.PASS::equals) && !answers.isEmpty()) {
                onlyUri(frame, notice);
                then.run();
              } else {
                drop(frame, notice, then);
              }
            });
  }

  private void onlyUri(Frame frame, McpMessage.Notice notice) {
    if (!clear(McpMethod.RESOURCE_UPDATED)) {
      notice
          .params()
          .ifPresent(
              params -> frame.edits().keepMembers(params, member -> member.name().equals("uri")));
    }
  }

  /** The client knows the request by our id. */
  private void cancelled(Frame frame, McpMessage.Notice notice, Runnable then) {
    Optional<JsonValue> id = notice.params().flatMap(params -> params.member("requestId"));
    Optional<OpenRequest> request =
        id.flatMap(RpcId::of).flatMap(theirs -> stream.session().byTheirs(theirs));
    if (request.isEmpty() || !stream.session().take(request.get())) {
      drop(frame, notice, then);
      return;
    }
    JsonText params = new JsonText().beginObject();
    params.key("requestId").raw(request.get().ours().raw()).endObject();
    notice.params().ifPresent(held -> frame.edits().replace(held, params.bytes()));
    frame.afterwards(notice.message(), json -> stream.cancelled(request.get()));
    then.run();
  }

  private void drop(Frame frame, McpMessage.Notice notice, Runnable then) {
    frame.drop(notice.message());
    stream.dropped();
    then.run();
  }

  private boolean clear(McpMethod notice) {
    boolean attributed = notice == McpMethod.TARGET_PROGRESS;
    return !host.guarded() && (attributed || !stream.classed());
  }

  private static boolean clear(OpenCall call) {
    return View.of(call.passage()).everything();
  }

  private static boolean ofMessage(JsonMember member, boolean bare) {
    return switch (member.name()) {
      case "jsonrpc", "method" -> true;
      case "params" -> !bare;
      default -> false;
    };
  }

  private static boolean ofProgress(JsonMember member) {
    return member.name().equals("progressToken")
        || member.name().equals("message")
        || (NUMBERS.contains(member.name()) && member.value().is(JsonKind.NUMBER));
  }

  private static boolean ofLog(JsonMember member) {
    return member.name().equals("data")
        || (member.name().equals("level")
            && member.value().is(JsonKind.STRING)
            && LEVELS.contains(member.value().text()));
  }
}
