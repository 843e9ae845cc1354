package dev.postern.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ExplainCommandTest {
  private static final String CONFIG = "../docs/examples/registry/postern.yaml";
  private static final String RUN = "registry::Action::\"run_model\"";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... words) {
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(words);
  }

  private int explain(String... more) {
    String[] words = new String[more.length + 4];
    System.arraycopy(new String[] {"policy", "explain", "--config", CONFIG}, 0, words, 0, 4);
    System.arraycopy(more, 0, words, 4, more.length);
    return run(words);
  }

  @Test
  void tells_who_may_by_which_rules_and_who_holds_the_role() {
    assertThat(
            explain(
                "--who",
                "--action",
                RUN,
                "--input",
                "{\"model\": \"churn-v3\"}",
                "--at",
                "2026-11-22T12:00:00Z"))
        .as(err.toString())
        .isZero();
    assertThat(out.toString())
        .startsWith(RUN + " on Tool::\"registry/run_model\", at 2026-11-22T12:00:00Z\n")
        .contains(
            """
              may: role runner
                   held by group auditors until 2026-11-30T18:00:00Z, person ana
                   by runners-run-churn (policies/registry.cedar:14)
            """)
        .contains("  may: person ana\n")
        .endsWith("others whom the configuration names\n");
  }

  @Test
  void tells_that_nobody_may() {
    assertThat(explain("--who", "--action", RUN, "--input", "{\"model\": \"fraud\"}")).isZero();
    assertThat(out.toString()).contains("  nobody may\n");
  }

  @Test
  void tells_the_same_as_json() {
    assertThat(explain("--who", "--action", RUN, "--json")).isZero();
    JsonNode told = new JsonMapper().readTree(out.toString());
    assertThat(told.path("action").stringValue("")).isEqualTo(RUN);
    assertThat(told.path("refused").intValue(-1)).isGreaterThanOrEqualTo(0);
  }

  @Test
  void a_question_that_means_nothing_says_what_was_perhaps_meant() {
    assertThat(explain("--who", "--action", "registry::Action::\"run_modle\"")).isEqualTo(1);
    assertThat(err.toString()).contains("is registry::Action::\"run_model\" meant?");
    assertThat(explain("--who", "--action", RUN, "--input", "[1]")).isEqualTo(1);
    assertThat(err.toString()).contains("--input must be an object");
  }

  @Test
  void words_that_ask_nothing_or_two_things_are_wrong_use() {
    assertThat(explain()).isEqualTo(2);
    assertThat(explain("--who")).isEqualTo(2);
    assertThat(explain("--unused", "1-1")).isEqualTo(2);
    assertThat(explain("--unused", "--days", "0")).isEqualTo(2);
  }

  @Test
  void without_a_ledger_it_says_where_it_looked() {
    assertThat(explain("--unused")).isEqualTo(1);
    assertThat(err.toString()).contains("no ledger lies in ");
    assertThat(explain("1-1")).isEqualTo(1);
  }
}
