package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Field;
import dev.postern.gateway.session.ScriptedDriver;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.ScriptedPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is shown in the place of what a viewer may not see, in each place that a reply has. */
class MaskingTest {
  private static final Map<String, String> FIELDS =
      Map.of(
          "$.rows[*].email", "pii",
          "$.rows[*].card", "pan",
          "$.rows[*].born", "pii",
          "$.rows[*].id", "public",
          "$.weights", "weights",
          "$.input.ssn", "pii");

  private static Masking hide(Masking.Unmapped unmapped, Masking.Hidden... hidden) {
    return new Masking(List.of(hidden), unmapped);
  }

  private static Masking.Hidden at(String path, Mask mask) {
    return new Masking.Hidden(path, FIELDS.getOrDefault(path, "secret"), mask);
  }

  private static McpWorld world(Masking masking, RecordLevel level) {
    Lexicon.Term term =
        new Lexicon.Term(Set.of("read"), Set.of(), FIELDS, Lexicon.Unmapped.BY_TARGET);
    McpWorld world =
        new McpWorld(
            new ScriptedPolicy(
                operation -> true, part -> part.equals("registry/run") ? masking : Masking.NONE),
            Map.of(McpWorld.tool("run"), term),
            level,
            McpLimits.DEFAULT);
    world.initialize();
    return world;
  }

  private static String shown(Masking masking, String result) {
    ScriptedDriver driver = world(masking, RecordLevel.MASKED).post(McpWorld.call(1, "run"));
    driver.answer(1, 200, "application/json", McpWorld.result(1, result));
    assertThat(driver.done()).isTrue();
    return driver.shown().replaceAll("request [0-9a-f-]+", "request R");
  }

  @Test
  void named_fields_are_masked_and_everything_else_is_byte_for_byte_as_it_came() {
    Masking masking =
        hide(
            Masking.Unmapped.SHOWN,
            at("$.rows[*].email", Mask.REDACT),
            at("$.rows[*].card", Mask.LAST4),
            at("$.rows[*].born", Mask.YEAR));
    String rows =
        "{\"structuredContent\" : {\"rows\":[ {\"id\":1.0,\"email\":%s,\"card\":%s,"
            + "\"born\":%s,\"x\":\"\\u00e9\"} ]}}";

    assertThat(
            shown(
                masking,
                rows.formatted(
                    "\"ana@x.test\"", "\"4111111111111234\"", "\"1987-05-12T10:00:00Z\"")))
        .isEqualTo(
            McpWorld.result(1, rows.formatted("\"[redacted]\"", "\"********1234\"", "\"1987\"")));
  }

  @Test
  void a_short_card_a_date_that_is_none_and_a_number_show_nothing() {
    Masking masking =
        hide(
            Masking.Unmapped.SHOWN,
            at("$.rows[*].email", Mask.NULL),
            at("$.rows[*].card", Mask.LAST4),
            at("$.rows[*].born", Mask.YEAR));
    String rows = "{\"structuredContent\":{\"rows\":[{\"email\":%s,\"card\":%s,\"born\":%s}]}}";

    assertThat(shown(masking, rows.formatted("\"a@x\"", "\"41111234567\"", "\"1987 or so\"")))
        .isEqualTo(McpWorld.result(1, rows.formatted("null", "\"********\"", "\"[redacted]\"")));
    assertThat(shown(masking, rows.formatted("7", "4111111111111234", "1987")))
        .isEqualTo(McpWorld.result(1, rows.formatted("null", "null", "null")));
  }

  @Test
  void a_place_inside_a_hidden_one_keeps_the_stricter_mask() {
    Masking masking =
        hide(
            Masking.Unmapped.SHOWN,
            at("$.rows", Mask.LAST4),
            at("$.rows[*].email", Mask.REDACT),
            at("$.rows[*].card", Mask.NULL));

    assertThat(
            shown(
                masking,
                "{\"structuredContent\":{\"rows\":[{\"email\":\"ana.anders@x.test\","
                    + "\"card\":\"4111111111111234\",\"note\":\"a longer note\"}]}}"))
        .isEqualTo(
            McpWorld.result(
                1,
                "{\"structuredContent\":{\"rows\":[{\"email\":\"[redacted]\","
                    + "\"card\":null,\"note\":\"********note\"}]}}"));
  }

  @Test
  void the_copy_in_a_text_is_masked_within_its_string() {
    Masking masking = hide(Masking.Unmapped.SHOWN, at("$.rows[*].email", Mask.REDACT));
    String shown =
        shown(
            masking,
            "{\"content\":[{\"type\":\"text\",\"text\":\"{ \\\"rows\\\":[{\\\"email\\\":"
                + "\\\"ana@x.test\\\",\\\"n\\\":1.50}]}\"}]}");

    assertThat(shown)
        .isEqualTo(
            McpWorld.result(
                1,
                "{\"content\":[{\"type\":\"text\",\"text\":\"{ \\\"rows\\\":[{\\\"email\\\":"
                    + "\\\"[redacted]\\\",\\\"n\\\":1.50}]}\"}]}"));
  }

  @Test
  void a_text_that_is_no_copy_of_the_structured_content_is_withheld() {
    Masking masking = hide(Masking.Unmapped.SHOWN, at("$.rows[*].email", Mask.REDACT));

    assertThat(
            shown(
                masking,
                "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"email\\\":\\\"ana@x.test\\\"}\"},"
                    + "{\"type\":\"text\",\"text\":\"mail ana@x.test\"}],"
                    + "\"structuredContent\":{\"rows\":[{\"email\":\"ana@x.test\"}]}}"))
        .doesNotContain("ana@x.test")
        .contains("[withheld: text, 22 bytes, class pii, request R]")
        .contains("[withheld: text, 15 bytes, class pii, request R]");
  }

  @Test
  void binary_content_is_withheld_with_its_type_and_size() {
    Masking masking = hide(Masking.Unmapped.SHOWN, at("$.weights", Mask.WITHHOLD));

    assertThat(
            shown(
                masking,
                "{\"content\":[{\"type\":\"resource\",\"resource\":{\"uri\":\"model://x\","
                    + "\"mimeType\":\"application/octet-stream\",\"blob\":\"AAECAwQFBgc=\"}},"
                    + "{\"type\":\"image\",\"mimeType\":\"image/png\",\"data\":\"AAAA\"}],"
                    + "\"structuredContent\":{\"weights\":\"AAECAwQFBgc=\"}}"))
        .contains(
            "{\"type\":\"text\",\"text\":\"[withheld: application/octet-stream, 8 bytes, class"
                + " weights, request R]\"}",
            "{\"type\":\"text\",\"text\":\"[withheld: image/png, 3 bytes, class weights, request"
                + " R]\"}",
            "\"weights\":\"[withheld: text, 12 bytes, class weights, request R]\"");
  }

  @Test
  void what_no_path_names_is_withheld_and_a_named_field_of_a_class_that_is_revealed_is_shown() {
    Masking masking = hide(Masking.Unmapped.WITHHELD, at("$.rows[*].email", Mask.REDACT));

    assertThat(
            shown(
                masking,
                "{\"structuredContent\":{\"rows\":[{\"id\":7,\"email\":\"a@x\",\"note\":\"n\","
                    + "\"size\":3,\"more\":{\"k\":1},\"list\":[1]}]},\"_meta\":{\"a\":1}}"))
        .isEqualTo(
            McpWorld.result(
                1,
                "{\"structuredContent\":{\"rows\":[{\"id\":7,\"email\":\"[redacted]\","
                    + "\"note\":\"[withheld: text, 1 bytes, not named by any path, request R]\","
                    + "\"size\":null,\"more\":{},\"list\":[]}]}}"));
  }

  @Test
  void errors_of_the_target_keep_their_code_and_nothing_else() {
    Masking masking = hide(Masking.Unmapped.WITHHELD);
    ScriptedDriver driver = world(masking, RecordLevel.MASKED).post(McpWorld.call(1, "run"));
    driver.answer(
        1,
        200,
        "application/json",
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"no ana@x.test\","
            + "\"data\":{\"row\":\"ana@x.test\"}}}");

    assertThat(driver.shown()).contains("\"code\":-32000").doesNotContain("ana@x.test", "data");
  }

  @Test
  void a_result_that_cannot_be_masked_is_withheld_whole() {
    Masking masking = hide(Masking.Unmapped.SHOWN, at("$.rows[*].email", Mask.REDACT));
    for (String result : List.of("[1]", "{\"content\":7}", "{\"content\":\"ana@x.test\"}")) {
      assertThat(shown(masking, result)).contains("unmaskable").doesNotContain("ana@x.test");
    }
  }

  @Test
  void a_class_for_the_arguments_hides_nothing_of_a_reply() {
    Masking masking = hide(Masking.Unmapped.SHOWN, at("$.input.ssn", Mask.REDACT));

    assertThat(shown(masking, "{\"content\":[{\"type\":\"text\",\"text\":\"words\"}]}"))
        .contains("words");
  }

  @Test
  void the_ledger_counts_what_was_masked_and_withheld() {
    McpWorld world =
        world(
            hide(Masking.Unmapped.WITHHELD, at("$.rows[*].email", Mask.REDACT)),
            RecordLevel.MASKED);
    world
        .post(McpWorld.call(1, "run"))
        .answer(
            1,
            200,
            "application/json",
            McpWorld.result(
                1, "{\"structuredContent\":{\"rows\":[{\"email\":\"a\",\"x\":1,\"y\":2}]}}"));

    Leaf.Counts counts = world.gate.ledger().leaves(Leaf.Closed.class).getLast().outcome().counts();
    assertThat(counts.masked()).isEqualTo(1);
    assertThat(counts.withheld()).isEqualTo(2);
    assertThat(counts.sent()).isEqualTo(McpWorld.call(1, "run").length());
  }

  @Test
  void what_was_withheld_on_a_stream_stays_so_when_it_is_resumed_after_the_call() {
    McpWorld world =
        world(hide(Masking.Unmapped.SHOWN, at("$.rows[*].email", Mask.REDACT)), RecordLevel.MASKED);
    byte[] log =
        ("id: e1\n"
                + McpWorld.event(
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\","
                        + "\"params\":{\"level\":\"info\",\"data\":\"ana@x.test\"}}"))
            .getBytes(StandardCharsets.UTF_8);
    ScriptedDriver call = world.post(McpWorld.call(1, "run"));
    call.head(1, 200, "text/event-stream").piece(1, log);
    call.piece(1, McpWorld.event(McpWorld.result(1, "{}")).getBytes(StandardCharsets.UTF_8));
    call.tell(new Event.AnsweredAll(1));
    assertThat(call.done()).isTrue();

    ScriptedDriver resumed = world.bare("GET", new Field("last-event-id", "postern-1"));
    resumed.head(1, 200, "text/event-stream").piece(1, log);

    assertThat(resumed.shown()).contains("[withheld]").doesNotContain("ana@x.test");
  }

  @Test
  void what_names_no_call_shows_nothing_on_any_stream_of_a_target_with_classes() {
    McpWorld world =
        world(hide(Masking.Unmapped.SHOWN, at("$.rows[*].email", Mask.REDACT)), RecordLevel.MASKED);
    String unattributed =
        "id: ana@x.test\ndata:\n\n: ana@x.test\n\n"
            + McpWorld.event(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\","
                    + "\"params\":{\"level\":\"info\",\"logger\":\"ana@x.test\","
                    + "\"data\":\"ana@x.test\"}}")
            + McpWorld.event(
                "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\","
                    + "\"params\":{\"x\":\"ana@x.test\"}}");
    ScriptedDriver hidden = world.post(McpWorld.call(1, "run"));
    hidden.answer(
        1, 200, "application/json", McpWorld.result(1, "{\"rows\":[{\"email\":\"ana@x.test\"}]}"));
    ScriptedDriver clear = world.post(McpWorld.call(2, "clear"));
    ScriptedDriver standing = world.bare("GET");
    for (ScriptedDriver stream : List.of(clear, standing)) {
      stream.head(1, 200, "text/event-stream");
      stream.piece(1, unattributed.getBytes(StandardCharsets.UTF_8));

      assertThat(stream.shown()).contains("[withheld]").doesNotContain("ana@x.test");
    }
    clear.piece(
        1, McpWorld.event(McpWorld.result(2, "{\"a\":1.0}")).getBytes(StandardCharsets.UTF_8));
    assertThat(clear.shown()).contains(McpWorld.event(McpWorld.result(2, "{\"a\":1.0}")));
  }

  @Test
  void a_list_of_a_target_with_classes_shows_what_it_says_of_itself_and_nothing_beside() {
    McpWorld world = world(Masking.NONE, RecordLevel.MASKED);
    String listed =
        world
            .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}")
            .answer(
                1,
                200,
                "application/json",
                "{\"jsonrpc\":\"2.0\",\"x\":\"s3cret\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"run\","
                    + "\"description\":\"Runs.\",\"inputSchema\":{\"type\":\"object\"},"
                    + "\"_meta\":{\"a\":\"s3cret\"},\"vendor\":\"s3cret\"}],"
                    + "\"_meta\":{\"a\":\"s3cret\"},\"nextCursor\":\"n\"}}")
            .shown();

    assertThat(listed)
        .isEqualTo(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"tools\":[{\"name\":\"run\","
                + "\"description\":\"Runs.\",\"inputSchema\":{\"type\":\"object\"}}],"
                + "\"nextCursor\":\"n\"}}");
  }

  @Test
  void a_tool_promises_no_form_of_its_output_where_a_mask_may_change_it() {
    String tool =
        "{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"},\"outputSchema\":{\"type\":\"object\"}}";
    String page =
        McpWorld.result(
            1, "{\"tools\":[" + tool.formatted("run") + "," + tool.formatted("free") + "]}");
    Lexicon.Term masked = new Lexicon.Term(Set.of(), Set.of(), FIELDS, Lexicon.Unmapped.BY_TARGET);
    Lexicon.Term free =
        new Lexicon.Term(Set.of(), Set.of(), Map.of("$.input.ssn", "pii"), Lexicon.Unmapped.CLEAR);
    McpWorld world =
        new McpWorld(
            ScriptedPolicy.OPEN, Map.of(McpWorld.tool("run"), masked, McpWorld.tool("free"), free));
    world.initialize();
    ScriptedDriver driver = world.post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
    driver.answer(1, 200, "application/json", page);

    assertThat(driver.shown())
        .isEqualTo(
            McpWorld.result(
                1,
                "{\"tools\":[{\"name\":\"run\",\"inputSchema\":{\"type\":\"object\"}},"
                    + tool.formatted("free")
                    + "]}"));
  }

  @Test
  void a_masked_recording_keeps_nothing_of_a_reply_whose_viewer_may_see_classed_content() {
    assertThat(recorded(Masking.NONE, RecordLevel.MASKED, "{\"model\":\"churn\"}"))
        .contains("churn", "[not kept")
        .doesNotContain("ana@x.test");
    assertThat(recorded(Masking.NONE, RecordLevel.RAW, "{\"model\":\"churn\"}"))
        .contains("ana@x.test");
  }

  @Test
  void the_recording_keeps_what_its_level_says() {
    String arguments = "{\"ssn\":\"123-45-6789\",\"model\":\"churn\"}";
    Masking masking = hide(Masking.Unmapped.SHOWN, at("$.rows[*].email", Mask.REDACT));

    assertThat(recorded(masking, RecordLevel.DIGEST, arguments)).isEqualTo("Null[]Null[]Null[]");
    assertThat(recorded(masking, RecordLevel.MASKED, arguments))
        .contains("churn", "[redacted]")
        .doesNotContain("123-45-6789", "ana@x.test");
    assertThat(recorded(masking, RecordLevel.RAW, arguments))
        .contains("123-45-6789")
        .doesNotContain("ana@x.test");
  }

  @Test
  @Tag("reaches:McpLimits.recordedBytes")
  void a_long_payload_is_cut_in_the_recording_and_said_to_be() {
    String arguments = "{\"x\":\"" + "y".repeat(20_000) + "\"}";

    assertThat(recorded(Masking.NONE, RecordLevel.MASKED, arguments))
        .contains("cut=", "bytes=")
        .hasSizeLessThan(17_500);
  }

  private static String recorded(Masking masking, RecordLevel level, String arguments) {
    McpWorld world = world(masking, level);
    world
        .post(McpWorld.call(1, "run", arguments))
        .answer(
            1,
            200,
            "application/json",
            McpWorld.result(1, "{\"structuredContent\":{\"rows\":[{\"email\":\"ana@x.test\"}]}}"));
    var call = world.gate.ledger().leaves(Leaf.Admitted.class).getLast().id();
    StringBuilder kept = new StringBuilder();
    for (Recording recording : world.gate.ledger().recordings(call)) {
      kept.append(recording.content());
    }
    if (level == RecordLevel.DIGEST) {
      kept.append(new Value.Null());
    }
    return kept.toString();
  }
}
