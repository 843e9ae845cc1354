package dev.postern.gateway.protocol.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.gateway.json.JsonDocument;
import dev.postern.gateway.json.JsonLimits;
import dev.postern.gateway.json.JsonScan;
import dev.postern.gateway.json.JsonValue;
import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.ScriptedGate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages mean to policy. */
class DescribeTest {
  private static final Ref SERVER = new Ref("McpServer", "registry");
  private static final Ref ENV = new Ref("Env", "prod");
  private static final Ref PUBLIC = new Ref("Resource", "registry/file:///pub/*");
  private static final Ref DEEPER = new Ref("Resource", "registry/file:///pub/deep/*");

  private final Lexicon lexicon =
      new Lexicon(
          "registry",
          "McpServer",
          Set.of(ENV),
          false,
          Map.of(
              new Ref("Tool", "registry/deploy"),
              term("write", "risky"),
              new Ref("Prompt", "registry/greet"),
              term("read", "soft"),
              PUBLIC,
              term("read", "public"),
              DEEPER,
              term("read", "deep")),
          3);
  private final Describe describe =
      new Describe(
          new Caller(ScriptedGate.signIn("ana"), target(), "mcp-1", ScriptedGate.START),
          lexicon,
          McpLimits.DEFAULT);

  private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  @Test
  void a_tool_call_is_the_tools_own_action_on_the_tool() {
    Description description =
        asked(
            McpMethod.TOOLS_CALL,
            "{\"name\":\"deploy\",\"arguments\":{\"to\":[{\"n\":1.50}]},"
                + "\"_meta\":{\"progressToken\":1,\"traceparent\":\""
                + TRACE
                + "\",\"tracestate\":\"a=1\",\"kept\":true}}");

    Atom atom = description.operation().atoms().getFirst();
    assertThat(atom.action()).isEqualTo(new Action("registry", "deploy", Set.of("write")));
    assertThat(atom.resource().ref()).isEqualTo(new Ref("Tool", "registry/deploy"));
    assertThat(atom.resource().parents())
        .containsExactlyInAnyOrder(SERVER, ENV, new Ref("Tag", "risky"));
    assertThat(description.operation().effect()).isEqualTo(Effect.WRITE);
    assertThat(description.operation().label()).isEqualTo("tools/call deploy");
    assertThat(description.operation().context().toString()).contains("input", "1.50");
    assertThat(description.operation().payload().toString())
        .contains("kept")
        .doesNotContain("progressToken", "traceparent", "tracestate");
    assertThat(description.epoch()).isEqualTo(3);
  }

  @Test
  void what_a_call_carries_beside_its_trace_is_part_of_what_is_asked() {
    Description description =
        asked(
            McpMethod.TOOLS_CALL,
            "{\"name\":\"deploy\",\"_meta\":{\"baggage\":\"as=admin\",\"traceparent\":\"as admin\","
                + "\"progressToken\":{\"as\":\"root\"}}}");

    assertThat(description.operation().payload().toString())
        .contains("baggage", "as=admin", "traceparent", "as admin", "progressToken", "root");
  }

  @Test
  void a_tool_that_nobody_named_is_in_no_group_and_counts_as_the_worst() {
    Description description = asked(McpMethod.TOOLS_CALL, "{\"name\":\"novel\"}");

    assertThat(description.operation().atoms().getFirst().action().groups()).isEmpty();
    assertThat(description.operation().effect()).isEqualTo(Effect.UNKNOWN);
    assertThat(description.operation().context().entries()).containsEntry("input", Value.NOTHING);
  }

  @Test
  void a_use_without_arguments_has_an_empty_input_and_an_entry_of_a_list_has_none() {
    for (McpMethod use : List.of(McpMethod.TOOLS_CALL, McpMethod.PROMPTS_GET)) {
      assertThat(asked(use, "{\"name\":\"greet\"}").operation().context().entries())
          .containsEntry("input", Value.NOTHING);
    }
    JsonScan entry =
        JsonScan.of("{\"name\":\"greet\"}".getBytes(StandardCharsets.UTF_8), JsonLimits.standard());
    for (McpMethod list : List.of(McpMethod.TOOLS_LIST, McpMethod.PROMPTS_LIST)) {
      Description use = describe.entry(list, ((JsonDocument) entry).root()).orElseThrow();
      assertThat(use.operation().context().entries()).doesNotContainKey("input");
    }
  }

  @Test
  void a_retry_with_another_id_and_token_has_the_same_digest() {
    assertThat(
            asked(McpMethod.TOOLS_CALL, "{\"name\":\"a\",\"_meta\":{\"progressToken\":1}}")
                .operation()
                .digest())
        .isEqualTo(asked(McpMethod.TOOLS_CALL, "{\"name\":\"a\"}").operation().digest())
        .isNotEqualTo(
            asked(McpMethod.TOOLS_CALL, "{\"name\":\"a\",\"arguments\":{}}").operation().digest());
  }

  @Test
  void what_stands_beside_the_params_is_digested_and_kept_too() {
    Description plain = asked(McpMethod.TOOLS_CALL, "{\"name\":\"a\"}");
    Description more = asked(McpMethod.TOOLS_CALL, "{\"name\":\"a\"},\"x\":\"content\"");

    assertThat(more.operation().digest()).isNotEqualTo(plain.operation().digest());
    assertThat(more.kept().toString()).contains("content");
  }

  @Test
  void an_empty_answer_to_a_ping_is_empty_only_with_nothing_beside_it() {
    assertThat(answered("{\"id\":1,\"result\":{}}")).isEqualTo("connect");
    assertThat(answered("{\"id\":1,\"result\":{},\"x\":\"content\"}")).isEqualTo("respond");
  }

  private String answered(String message) {
    JsonScan scan = JsonScan.of(message.getBytes(StandardCharsets.UTF_8), JsonLimits.standard());
    Description description = describe.answer(McpMethod.TARGET_PING, ((JsonDocument) scan).root());
    return description.operation().atoms().getFirst().action().name();
  }

  @Test
  void a_resource_takes_the_words_of_the_longest_pattern_it_fits() {
    assertThat(parents("file:///pub/a.txt"))
        .containsExactlyInAnyOrder(SERVER, ENV, new Ref("Tag", "public"), PUBLIC);
    assertThat(parents("file:///pub/deep/a")).contains(DEEPER, new Ref("Tag", "deep"));
    assertThat(parents("file:///private/a")).containsExactlyInAnyOrder(SERVER, ENV);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///pub/../etc/passwd",
        "file:///pub/./a",
        "file:///pub/%2e%2e/etc",
        "file:///pub/%2E%2E/etc",
        "file:///pub/..%2fetc",
        "file:///pub/..\\\\etc",
        "file:///pub/..",
        "file:///pub/a b",
        "file:///pub/..?x",
      })
  void a_uri_that_a_server_may_read_as_another_fits_no_pattern(String uri) {
    assertThat(parents(uri)).containsExactlyInAnyOrder(SERVER, ENV);
  }

  @Test
  void every_method_of_a_client_has_an_atom_with_the_action_of_the_table() {
    for (McpMethod method : McpMethod.values()) {
      if (method.sender() == McpMethod.Sender.CLIENT && !method.action().equals("none")) {
        Description description =
            asked(
                method,
                "{\"name\":\"deploy\",\"uri\":\"file:///x\",\"ref\":{\"type\":\"ref/prompt\","
                    + "\"name\":\"greet\"}}");
        String action = description.operation().atoms().getFirst().action().name();
        assertThat(action).isEqualTo(method == McpMethod.TOOLS_CALL ? "deploy" : method.action());
        assertThat(description.operation().atoms()).hasSize(1);
      }
    }
  }

  @Test
  void patterns_match_in_time_that_does_not_explode() {
    String hostile = "a".repeat(20_000);
    assertThat(Parts.fits("*a*a*a*a*a*a*b", hostile)).isFalse();
    assertThat(Parts.fits("a*c", "abc")).isTrue();
    assertThat(Parts.fits("a*", "a")).isTrue();
    assertThat(Parts.fits("*", "")).isTrue();
    assertThat(Parts.fits("a", "ab")).isFalse();
  }

  @Test
  void the_table_has_no_method_twice() {
    List<String> names =
        Arrays.stream(McpMethod.values()).map(m -> m.sender() + m.method()).toList();
    assertThat(names).doesNotHaveDuplicates();
  }

  private Set<Ref> parents(String uri) {
    return asked(McpMethod.RESOURCES_READ, "{\"uri\":\"" + uri + "\"}")
        .operation()
        .atoms()
        .getFirst()
        .resource()
        .parents();
  }

  private Description asked(McpMethod method, String params) {
    String message = "{\"params\":" + params + "}";
    JsonScan scan = JsonScan.of(message.getBytes(StandardCharsets.UTF_8), JsonLimits.standard());
    JsonValue root = ((JsonDocument) scan).root();
    return describe.asked(method, root);
  }

  private static Lexicon.Term term(String group, String tag) {
    return new Lexicon.Term(
        Set.of(group), Set.of(new Ref("Tag", tag)), Map.of(), Lexicon.Unmapped.BY_TARGET);
  }

  private McpTarget target() {
    return new McpTarget(
        "registry",
        "here",
        "https://gate.test/mcp/registry",
        Set.of(),
        new McpTarget.Challenges("", "", ""),
        RecordLevel.MASKED,
        Duration.ofHours(8),
        Duration.ofMinutes(30),
        Set.of(),
        () -> lexicon);
  }
}
