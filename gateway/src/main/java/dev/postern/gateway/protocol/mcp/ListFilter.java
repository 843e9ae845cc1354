package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonKind;
import dev.postern.gateway.json.JsonValue;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Preview;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.identity.Party;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One page of a list: of its entries those stay that the caller could use. What stays, the cursor
 * included, is untouched.
 */
final class ListFilter {
  private static final Settled WHOLE = new Settled(false, Optional.empty(), false, Tally.NONE);

  private final TargetStream stream;
  private final Host host;
  private final Frame frame;
  private final OpenCall call;
  private final McpMessage.Answer answer;
  private final Listed listed;

  ListFilter(TargetStream stream, Host host, Frame frame, OpenCall call, McpMessage.Answer answer) {
    this.stream = stream;
    this.host = host;
    this.frame = frame;
    this.call = call;
    this.answer = answer;
    this.listed = new Listed(call.method(), stream.x().target().lexicon().get());
  }

  void settle(Runnable then) {
    Optional<JsonValue> page =
        answer.result().flatMap(result -> result.member(listed.member(), JsonKind.ARRAY));
    if (page.isEmpty() || page.get().size() > stream.x().limits().listEntries()) {
      withhold(page.isEmpty() ? "the list cannot be understood" : "the list is too long");
      then.run();
      return;
    }
    Describe describe = stream.describe();
    List<JsonValue> understood = new ArrayList<>();
    List<Description> uses = new ArrayList<>();
    for (JsonValue entry : page.get().elements()) {
      describe
          .entry(call.method(), entry)
          .ifPresent(use -> {
            understood.add(entry);
            uses.add(use);
            learn(entry);
          });
    }
    if (ofGateway()) {
      frame.afterwards(answer.message(), json -> host.settled(call, WHOLE, json));
      then.run();
      return;
    }
    stream
        .x()
        .door()
        .preview(
            uses,
            answers -> {
              keep(page.get(), understood, answers);
              then.run();
            });
  }

  /**
   * It asks what the target offers, so as to tell what nobody has described: docs/decisions/0034.
   */
  private boolean ofGateway() {
    Party asks = call.passage().description().operation().caller().actor();
    return asks.kind() == Party.Kind.POSTERN;
  }

  private void keep(JsonValue page, List<JsonValue> understood, List<Preview> answers) {
    Set<JsonValue> kept = new HashSet<>();
    for (int i = 0; i < understood.size() && i < answers.size(); i++) {
      switch (answers.get(i)) {
        case PASS, HOLD -> kept.add(understood.get(i));
        case REFUSE -> {}
      }
    }
    remember(understood, kept);
    frame.edits().keepElements(page, kept::contains);
    kept.forEach(entry -> listed.entry(frame.edits(), entry));
    listed.around(frame.edits(), answer.message(), answer.result().orElseThrow());
    Settled how =
        new Settled(false, Optional.empty(), false, new Tally(0, page.size() - kept.size()));
    frame.afterwards(answer.message(), json -> host.settled(call, how, json));
  }

  private void remember(List<JsonValue> understood, Set<JsonValue> kept) {
    Map<String, Boolean> entries = new HashMap<>();
    for (JsonValue entry : understood) {
      Describe.nameOf(call.method(), entry)
          .ifPresent(name -> entries.merge(name, kept.contains(entry), Boolean::logicalOr));
    }
    stream.session().lists().showed(call.method(), entries, listed.lexicon());
  }

  private void withhold(String why) {
    Trouble trouble =
        Trouble.refused(Refusal.Code.UNMASKABLE, why, Optional.of(call.passage().id()));
    frame.edits().replace(answer.message(), McpWords.error(Optional.of(call.id()), trouble));
    frame.afterwards(answer.message(), json -> host.settled(call, Settled.WITHHELD, json));
  }

  private void learn(JsonValue entry) {
    if (call.method() == McpMethod.TOOLS_LIST) {
      entry
          .member("inputSchema")
          .ifPresent(schema ->
              stream
                  .x()
                  .sessions()
                  .shapes()
                  .learn(stream.x().target().name(), entry.textOf("name").orElse(""), schema));
    }
  }
}
