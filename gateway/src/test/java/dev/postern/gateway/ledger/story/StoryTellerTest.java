package dev.postern.gateway.ledger.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.audit.Commitment;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StoryTellerTest {
  private static final Instant AT = Instant.parse("2026-11-21T14:02:11.000123Z");
  private static final StoryTeller TELLER = new StoryTeller(100, ZoneOffset.UTC);

  private static Deed deed(Instant at, Principal who, Deed.Fate fate, Value request, Value reply) {
    Operation operation = Leaves.operation("churn-v3");
    Leaf.Asked asked =
        new Leaf.Asked(
            "s-1",
            who,
            "registry",
            operation.label(),
            operation.atoms(),
            operation.effect(),
            new Commitment(new byte[32]));
    List<String> rules =
        fate instanceof Deed.Fate.TurnedAway ? List.of() : List.of("scientists-run-churn");
    return new Deed(
        new EntryId(0xABC, 1),
        at,
        asked,
        new Leaf.Decided("allow", rules, 3),
        fate,
        new Deed.Kept(Optional.of(request), Optional.of(reply)),
        List.of());
  }

  private static Deed.Fate ended(Leaf.End end, long masked) {
    return new Deed.Fate.Ended(
        new EntryId(0xABC, 2),
        AT,
        new Leaf.Outcome(
            end,
            Optional.of(200),
            Optional.empty(),
            false,
            new Leaf.Counts(310, 1024, masked, 0),
            Duration.ofMillis(12)));
  }

  private static Value call(String model) {
    Map<String, Value> params = new LinkedHashMap<>();
    params.put("name", new Value.Text("run_model"));
    params.put("arguments", new Value.MapOf(Map.of("model", new Value.Text(model))));
    Map<String, Value> call = new LinkedHashMap<>();
    call.put("method", new Value.Text("tools/call"));
    call.put("params", new Value.MapOf(params));
    return new Value.MapOf(call);
  }

  private static SessionStory story() {
    return new SessionStory(
        "s-1",
        List.of(
            deed(
                AT,
                Leaves.ana(),
                ended(Leaf.End.ANSWERED, 2),
                call("churn-v3"),
                new Value.Text("score 0.93")),
            deed(
                AT.plusSeconds(4),
                Leaves.assistant(),
                new Deed.Fate.TurnedAway("denied", "no rule permits this"),
                call("fraud-v1"),
                new Value.Null()),
            deed(
                AT.plusSeconds(3600),
                Leaves.ana(),
                ended(Leaf.End.UNKNOWN, 0),
                new Value.Null(),
                new Value.Null())));
  }

  private static Timeline timeline(SessionStory story) {
    return new Timeline(story, Map.of(), List.of(), List.of(), Optional.empty());
  }

  @Test
  void reads_like_a_story() {
    assertThat(TELLER.tell(timeline(story()), true))
        .containsExactly(
            "Session s-1: ana (a person), with registry.",
            "Saturday 21 November 2026, UTC; 3 operations, 1 refused, 2 values masked.",
            "",
            "14:02:11  ana asked registry to run model \u2014 allowed by rule scientists-run-churn;"
                + " answered in 12 ms;",
            "          2 values masked.",
            "          asked    model: \"churn-v3\"",
            "          shown    score 0.93",
            "          request  abc-1",
            "",
            "14:02:15  assistant for ana asked registry to run model \u2014 refused: no rule"
                + " permits this.",
            "          asked    model: \"fraud-v1\"",
            "          request  abc-1",
            "",
            "15:02:11  ana asked registry to run model \u2014 allowed by rule scientists-run-churn;"
                + " the gateway",
            "          stopped meanwhile, and nobody knows how it ended.",
            "          request  abc-1");
  }

  @Test
  void a_list_says_who_where_and_how_it_went() {
    assertThat(TELLER.list(List.of(story().summary())))
        .containsExactly(
            "2026-11-21 14:02  s-1  ana with registry: 3 operations, 1 refused, 2 values masked");
  }

  @Test
  void nothing_that_a_caller_wrote_reaches_the_terminal_as_a_control() {
    String hostile = "\u001b]0;owned\u0007\u001b[2J\u202e\r\n\u0085\u2028\u009b31m\ud800";
    Principal who =
        Principal.of(
            new Party(
                Party.Kind.PERSON,
                new Identity("https://issuer.test", "1"),
                hostile,
                Set.of(),
                Optional.of(hostile)));
    Map<String, Value> map = new LinkedHashMap<>();
    map.put(hostile, new Value.Text(hostile));
    SessionStory story =
        new SessionStory(
            hostile,
            List.of(
                deed(
                    AT,
                    who,
                    new Deed.Fate.TurnedAway(hostile, hostile),
                    new Value.MapOf(map),
                    new Value.Text(hostile))));
    List<String> lines = new ArrayList<>(TELLER.tell(timeline(story), true));
    lines.addAll(TELLER.list(List.of(story.summary())));
    story.deeds().forEach(deed -> lines.add(JsonLines.of(deed, true)));
    for (String line : lines) {
      assertThat(line.codePoints())
          .allMatch(c ->
              Character.getType(c) != Character.CONTROL
                  && Character.getType(c) != Character.FORMAT
                  && Character.getType(c) != Character.SURROGATE
                  && Character.getType(c) != Character.LINE_SEPARATOR);
    }
  }

  @Test
  void no_line_is_wider_than_the_screen() {
    StoryTeller narrow = new StoryTeller(40, ZoneOffset.UTC);
    Value wide = new Value.Text("\u6f22\u5b57".repeat(200) + " " + "x".repeat(300));
    SessionStory story =
        new SessionStory(
            "s-1", List.of(deed(AT, Leaves.ana(), ended(Leaf.End.ANSWERED, 1), wide, wide)));
    assertThat(narrow.tell(timeline(story), true)).allMatch(line -> Paragraph.width(line) <= 40);
    assertThat(narrow.tell(timeline(story), true)).anyMatch(line -> line.contains("\u2026"));
  }

  @Test
  void json_lines_are_json() {
    tools.jackson.databind.JsonNode node =
        new tools.jackson.databind.json.JsonMapper()
            .readTree(JsonLines.of(story().deeds().getFirst(), true));
    assertThat(node.get("request").asString()).isEqualTo("abc-1");
    assertThat(node.get("caller").get(0).get("name").asString()).isEqualTo("ana");
    assertThat(node.get("took_us").asInt()).isEqualTo(12_000);
    assertThat(node.get("asked").get("params").get("arguments").get("model").asString())
        .isEqualTo("churn-v3");
    assertThat(node.get("end").asString()).isEqualTo("answered");
  }
}
