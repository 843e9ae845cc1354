package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.Edits;
import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonMember;
import dev.postern.gateway.json.JsonText;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.gate.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Masks one answer of the target by the call that it answers: both copies of a value, and the
 * errors. What cannot be masked is withheld as a whole.
 */
final class ReplyMask {
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> ROLES = Set.of("user", "assistant");
  private static final byte[] NO_VALUES =
      "{\"values\":[],\"hasMore\":false}".getBytes(StandardCharsets.US_ASCII);

  private final OpenCall call;
  private final McpLimits limits;
  private final View view;
  private final Notes notes;

  ReplyMask(OpenCall call, McpLimits limits) {
    this.call = call;
    this.limits = limits;
    this.view = View.of(call.passage());
    this.notes = view.everything() ? Notes.NONE : Notes.of(call, view);
  }

  /** Puts the edits for an answer into its frame. */
  Settled settle(Frame frame, McpMessage.Answer answer) {
    Optional<String> error =
        answer
            .error()
            .map(e -> e.member("code", JsonKind.NUMBER).map(JsonValue::numberText).orElse(""));
    boolean failed = error.isPresent() || answer.result().map(ReplyMask::isError).orElse(false);
    if (view.everything()) {
      return new Settled(false, error, failed, Tally.NONE);
    }
    // Nothing of a reply whose masking fails half-way may stay, so it is made apart.
    try {
      Edits apart = Edits.of(answer.message().document());
      Tally tally = masked(apart, answer);
      if (frame.batch()) {
        masked(frame.edits(), answer);
      } else {
        frame.adopt(apart);
      }
      return new Settled(false, error, failed, tally);
    } catch (Unmaskable why) {
      Trouble trouble =
          Trouble.refused(Refusal.Code.UNMASKABLE, why.why(), Optional.of(call.passage().id()));
      frame.edits().replace(answer.message(), McpWords.error(Optional.of(call.id()), trouble));
      return Settled.WITHHELD;
    }
  }

  private Tally masked(Edits edits, McpMessage.Answer answer) throws Unmaskable {
    Optional<JsonValue> error = answer.error();
    keepOnly(edits, answer.message(), Set.of("jsonrpc", "id", "result", "error"));
    if (error.isPresent()) {
      return error(edits, error.get());
    }
    JsonValue result = answer.result().orElseThrow();
    if (!result.is(JsonKind.OBJECT)) {
      throw new Unmaskable("the result is no object");
    }
    return switch (call.method()) {
      case TOOLS_CALL -> tool(edits, result);
      case RESOURCES_READ -> contents(edits, result);
      case PROMPTS_GET -> messages(edits, result);
      case COMPLETE -> completion(edits, result);
      case PING, SET_LEVEL, SUBSCRIBE, UNSUBSCRIBE -> {
        edits.replace(result, EMPTY);
        yield Tally.NONE;
      }
      case INITIALIZE,
          TOOLS_LIST,
          RESOURCES_LIST,
          TEMPLATES_LIST,
          PROMPTS_LIST,
          INITIALIZED,
          PROGRESS,
          ROOTS_CHANGED,
          CANCELLED,
          SAMPLE,
          ELICIT,
          ROOTS,
          TARGET_PING,
          TARGET_PROGRESS,
          LOG,
          TOOLS_CHANGED,
          PROMPTS_CHANGED,
          RESOURCES_CHANGED,
          RESOURCE_UPDATED,
          TARGET_CANCELLED,
          ELICITED ->
          throw new Unmaskable("the result is of an unexpected kind");
    };
  }

  private Tally error(Edits edits, JsonValue error) throws Unmaskable {
    if (error.member("code", JsonKind.NUMBER).isEmpty()) {
      throw new Unmaskable("the error has no code");
    }
    keepOnly(edits, error, Set.of("code", "message"));
    error
        .member("message")
        .ifPresent(message -> {
          String text = notes.text("error message", (long) message.end() - message.start());
          edits.replace(message, JsonText.quoted(text));
        });
    return new Tally(0, 1);
  }

  private Tally tool(Edits edits, JsonValue result) throws Unmaskable {
    Optional<JsonValue> structured = result.member("structuredContent");
    ContentMask contents = new ContentMask(view, notes, limits, edits, structured);
    Tally tally = Tally.NONE;
    if (structured.isPresent()) {
      tally = tally.and(StructuredMask.apply(view, notes, structured.get(), edits));
    }
    Optional<JsonValue> content = result.member("content");
    if (content.isPresent()) {
      tally = tally.and(contents.blocks(content.get()));
    }
    boolean flag = result.member("isError", JsonKind.BOOLEAN).isPresent();
    keepOnly(
        edits,
        result,
        flag
            ? Set.of("content", "structuredContent", "isError")
            : Set.of("content", "structuredContent"));
    return tally;
  }

  private Tally contents(Edits edits, JsonValue result) throws Unmaskable {
    Optional<JsonValue> contents = result.member("contents");
    if (contents.isEmpty()) {
      throw new Unmaskable("the result has no contents");
    }
    ContentMask mask = new ContentMask(view, notes, limits, edits, Optional.empty());
    Tally tally = mask.contents(contents.get(), asked());
    keepOnly(edits, result, Set.of("contents"));
    return tally;
  }

  /** The URI that the client asked for: it has seen that one. */
  private String asked() {
    String name =
        call.passage().description().operation().atoms().getFirst().resource().ref().name();
    return name.substring(name.indexOf('/') + 1);
  }

  private Tally messages(Edits edits, JsonValue result) throws Unmaskable {
    Optional<JsonValue> messages = result.member("messages", JsonKind.ARRAY);
    if (messages.isEmpty()) {
      throw new Unmaskable("the result has no messages");
    }
    ContentMask mask = new ContentMask(view, notes, limits, edits, Optional.empty());
    Tally tally = Tally.NONE;
    for (JsonValue message : messages.get().elements()) {
      Optional<JsonValue> content = message.member("content");
      if (content.isEmpty()) {
        throw new Unmaskable("a message has no content");
      }
      tally = tally.and(mask.blocks(content.get()));
      if (message.textOf("role").filter(ROLES::contains).isEmpty()) {
        throw new Unmaskable("a message has no role");
      }
      keepOnly(edits, message, Set.of("role", "content"));
    }
    keepOnly(edits, result, Set.of("messages"));
    return tally;
  }

  private Tally completion(Edits edits, JsonValue result) throws Unmaskable {
    Optional<JsonValue> completion = result.member("completion");
    if (completion.isEmpty()) {
      throw new Unmaskable("the result has no completion");
    }
    edits.replace(completion.get(), NO_VALUES);
    keepOnly(edits, result, Set.of("completion"));
    return new Tally(0, 1);
  }

  /** Drops the members of other names, where there are any. */
  static void keepOnly(Edits edits, JsonValue object, Set<String> names) {
    boolean others = false;
    for (JsonMember member : object.members()) {
      others |= !names.contains(member.name());
    }
    if (others) {
      edits.keepMembers(object, member -> names.contains(member.name()));
    }
  }

  private static boolean isError(JsonValue result) {
    return result.member("isError", JsonKind.BOOLEAN).map(JsonValue::truth).orElse(false);
  }
}
