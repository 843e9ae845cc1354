package dev.postern.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PolicyCommandTest {
  private static final Path EXAMPLE = Path.of("../docs/examples/registry");

  @TempDir Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLE)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = directory.resolve(EXAMPLE.relativize(file));
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  private int run(String... words) {
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(words);
  }

  private String config() {
    return directory.resolve("postern.yaml").toString();
  }

  private void change(String name, String old, String text) throws IOException {
    Path file = directory.resolve(name);
    String whole = Files.readString(file);
    assertThat(whole).contains(old);
    Files.writeString(file, whole.replace(old, text));
  }

  private Path cases(String yaml) throws IOException {
    Path file = directory.resolve("cases.yaml");
    return Files.writeString(file, yaml);
  }

  @Test
  void check_says_that_the_example_is_usable() {
    assertThat(run("policy", "check", "--config", config())).isZero();
    assertThat(out.toString()).isEqualTo("8 policies, 1 target: usable; 1 accepted\n");
  }

  @Test
  void check_prints_every_problem_with_its_place_and_fails() throws IOException {
    change("postern.yaml", "port: 7070", "port: 707000");
    change("policies/registry.cedar", "when {", "wenn {");
    assertThat(run("policy", "check", "--config", config())).isEqualTo(1);
    assertThat(err.toString())
        .contains("postern.yaml:6:9: error[configuration]: listen.port: 707000 is out of range\n")
        .contains("    6 |   port: 707000\n      |         ^\n  = expected a whole number")
        .contains("policies/registry.cedar:20:1: error[syntax]: ")
        .contains("postern: not usable; 2 errors\n");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void check_prints_json_for_machines() throws IOException {
    change("postern.yaml", "port: 7070", "prot: 7070");
    assertThat(run("policy", "check", "--json", "--config", config())).isEqualTo(1);
    JsonNode answer = new JsonMapper().readTree(out.toString());
    assertThat(answer.path("usable").booleanValue(true)).isFalse();
    assertThat(answer.path("errors").intValue(0)).isEqualTo(1);
    JsonNode finding = answer.path("findings").path(0);
    assertThat(finding.path("line").intValue(0)).isEqualTo(6);
    assertThat(finding.path("code").stringValue("")).isEqualTo("configuration");
    assertThat(finding.path("what").stringValue(""))
        .isEqualTo("listen.prot: this key is not known");
    assertThat(finding.path("todo").stringValue("")).isEqualTo("expected \"port\" perhaps");
  }

  @Test
  void check_prints_sarif_for_editors() throws IOException {
    assertThat(run("policy", "check", "--sarif", "--config", config())).isZero();
    JsonNode sarif = new JsonMapper().readTree(out.toString()).path("runs").path(0);
    JsonNode result = sarif.path("results").path(0);
    JsonNode rules = sarif.path("tool").path("driver").path("rules");
    assertThat(rules.path(result.path("ruleIndex").intValue(-1)).path("id").stringValue(""))
        .isEqualTo(result.path("ruleId").stringValue("-"))
        .isEqualTo("permits-anybody");
    assertThat(result.path("suppressions").path(0).path("justification").stringValue(""))
        .isEqualTo("what is listed is decided by the other rules");
    JsonNode where = result.path("locations").path(0).path("physicalLocation");
    assertThat(where.path("region").path("startLine").intValue(0)).isEqualTo(4);
    assertThat(where.path("artifactLocation").path("uri").stringValue(""))
        .endsWith("policies/registry.cedar");
  }

  @Test
  void a_warning_fails_a_check_that_was_told_so_until_it_is_accepted() throws IOException {
    assertThat(run("policy", "check", "--fail-on", "warning", "--config", config())).isZero();
    change("policies/registry.cedar", "@accept(", "@why(");
    assertThat(run("policy", "check", "--config", config())).isZero();
    assertThat(run("policy", "check", "--fail-on", "warning", "--config", config())).isEqualTo(1);
    assertThat(err.toString())
        .contains("registry.cedar:4:9: warning[permits-anybody] in rule connect: this permits it")
        .contains("    4 | permit (principal, action in")
        .contains("      |         ^\n  = name a group: principal in Group::\"...\"\n");
  }

  @Test
  void what_a_file_holds_moves_no_cursor() throws IOException {
    change("postern.yaml", "port: 7070", "port: 707000 # \u202e evil");
    assertThat(run("policy", "check", "--config", config())).isEqualTo(1);
    assertThat(err.toString()).contains("707000 # \uFFFD evil").doesNotContain("\u202e");
  }

  @Test
  void check_without_a_file_is_wrong_use() {
    assertThat(run("policy", "check")).isEqualTo(2);
    assertThat(run("policy")).isEqualTo(2);
  }

  @Test
  void the_cases_of_the_example_pass() {
    assertThat(run("policy", "test", "--config", config())).as(out + "\n" + err).isZero();
    assertThat(out.toString()).endsWith("11 cases, 0 differ\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "as: {person: ana}, tool: deploy_model, expect: allow | expected allow, was hold by"
            + " deploy-needs-approval",
        "as: {person: kim}, tool: deploy_model, expect: allow | expected allow, was deny by"
            + " deploy-needs-approval (a deployment needs an auditor's approval)",
        "as: {person: ana}, tool: fetch_weights, expect: deny | expected deny, was allow by"
            + " scientists-read",
        "as: {person: ana}, tool: fetch_weights, expect: allow, rules: [connect] | expected the"
            + " rules [connect], they were [scientists-read]",
        "as: {person: ana}, tool: fetch_weights, expect: allow, masks: {$: shown} | expected $ as"
            + " shown, was withhold",
        "as: {person: eve}, tool: fetch_weights, expect: deny | the configuration does not know"
            + " \"eve\": say its groups, [] for none",
        "as: {person: eve, groups: [staff]}, tool: fetch_weights, expect: deny | there is no group"
            + " \"staff\"",
        "as: {agent: clerk, person: ana}, tool: fetch_weights, expect: deny | there is no agent"
            + " \"clerk\"",
      })
  void a_case_that_differs_fails_and_says_how(String given, String difference) throws IOException {
    Path file = cases("cases:\n  - {name: this one, target: registry, " + given + "}\n");
    assertThat(run("policy", "test", "--config", config(), file.toString())).isEqualTo(1);
    assertThat(out.toString())
        .contains("DIFFERS this one\n")
        .contains("cases.yaml:2:5: " + difference + "\n")
        .endsWith("1 case, 1 differ\n");
  }

  @Test
  void a_case_on_a_target_that_is_not_there_differs() throws IOException {
    Path file =
        cases("cases:\n  - {name: n, target: t, connect: true, as: {person: ana}, expect: deny}\n");
    assertThat(run("policy", "test", "--config", config(), file.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("there is no target \"t\"");
  }

  @Test
  void a_broken_file_of_cases_fails_with_its_problems() throws IOException {
    Path file =
        cases("cases:\n  - {name: n, target: registry, as: {person: ana}, expect: maybe}\n");
    assertThat(run("policy", "test", "--config", config(), file.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("cases[0]: a key is missing; expected exactly one of tool, prompt, connect")
        .contains("cases[0].expect: this word is not known; expected one of allow, deny, hold");
  }

  @Test
  void test_without_cases_is_wrong_use() throws IOException {
    Files.delete(directory.resolve("policies/tests/registry.yaml"));
    assertThat(run("policy", "test", "--config", config())).isEqualTo(2);
    assertThat(err.toString()).contains("name the files that have some");
  }

  @Test
  void test_prints_json_for_machines() throws IOException {
    assertThat(run("policy", "test", "--json", "--config", config())).isZero();
    JsonNode answer = new JsonMapper().readTree(out.toString());
    assertThat(answer.path("passed").booleanValue(false)).isTrue();
    assertThat(answer.path("cases").size()).isEqualTo(11);
  }
}
