package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.gate.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The target's answer to {@code initialize}. Capabilities whose methods the gateway would refuse
 * are left out of it, tasks among them; where lists are filtered the client is told to listen for
 * changes, since a grant can begin or end.
 */
final class Initialized {
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final Set<String> CARRIED =
      Set.of("logging", "completions", "prompts", "resources", "tools", "experimental");
  private static final Set<String> MESSAGE = Set.of("jsonrpc", "id", "result");
  private static final Set<String> RESULT =
      Set.of("protocolVersion", "capabilities", "serverInfo", "instructions");
  private static final Map<String, McpMethod> LISTS =
      Map.of(
          "tools", McpMethod.TOOLS_CHANGED,
          "prompts", McpMethod.PROMPTS_CHANGED,
          "resources", McpMethod.RESOURCES_CHANGED);

  private final Host host;
  private final Frame frame;
  private final OpenCall call;
  private final boolean classed;

  /**
   * An answer.
   *
   * @param classed whether the target has classes: then nothing is shown that the protocol does not
   *     know
   */
  Initialized(Host host, Frame frame, OpenCall call, boolean classed) {
    this.host = host;
    this.frame = frame;
    this.call = call;
    this.classed = classed;
  }

  Settled settle(McpMessage.Answer answer) {
    Optional<JsonValue> result = answer.result();
    Optional<String> version =
        result.flatMap(r -> r.textOf("protocolVersion")).filter(McpVersions.KNOWN::contains);
    Optional<JsonValue> capabilities =
        result.flatMap(r -> r.member("capabilities", JsonKind.OBJECT));
    if (version.isEmpty() || capabilities.isEmpty()) {
      Trouble trouble =
          Trouble.refused(
              Refusal.Code.NOT_UNDERSTOOD,
              "the target answered with a protocol version that the gateway does not carry",
              Optional.of(call.passage().id()));
      host.disagreed();
      frame.edits().replace(answer.message(), McpWords.error(Optional.of(call.id()), trouble));
      return Settled.WITHHELD;
    }
    if (classed) {
      ReplyMask.keepOnly(frame.edits(), answer.message(), MESSAGE);
      ReplyMask.keepOnly(frame.edits(), result.get(), RESULT);
    }
    host.agreed(new Agreement(version.get(), edit(capabilities.get())));
    return new Settled(false, Optional.empty(), false, Tally.NONE);
  }

  private Set<McpMethod> edit(JsonValue capabilities) {
    Set<McpMethod> announced = EnumSet.noneOf(McpMethod.class);
    LISTS.forEach((name, changed) ->
        capabilities
            .member(name, JsonKind.OBJECT)
            .ifPresent(capability -> {
              announced.add(changed);
              boolean declared =
                  capability
                      .member("listChanged", JsonKind.BOOLEAN)
                      .map(JsonValue::truth)
                      .orElse(false);
              if (!declared) {
                frame.edits().put(capability, "listChanged", TRUE);
              }
            }));
    boolean all = true;
    for (var member : capabilities.members()) {
      all &= CARRIED.contains(member.name());
    }
    if (!all) {
      frame.edits().keepMembers(capabilities, member -> CARRIED.contains(member.name()));
    }
    return announced;
  }
}
