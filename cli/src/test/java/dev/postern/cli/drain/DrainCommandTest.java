package dev.postern.cli.drain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import dev.postern.cli.connect.StubRest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** Draining a gateway: what is asked, what is shown, and which status tells what. */
@Timeout(120)
class DrainCommandTest {
  private static final String POST = "POST /api/v1/drain";
  private static final String GET = "GET /api/v1/drain";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private StubRest rest;

  @BeforeEach
  void start() throws IOException {
    rest = new StubRest(folder.resolve("rest"));
    rest.answer(POST, 200, at("announced", 3, 20));
  }

  @AfterEach
  void stop() throws IOException {
    rest.close();
  }

  private static String at(String stage, int sessions, int left) {
    return "{\"cut\":0,\"held\":1,\"left-seconds\":%d,\"operations\":2,\"sessions\":%d,\"stage\":\"%s\"}"
        .formatted(left, sessions, stage);
  }

  @Test
  void it_asks_and_says_what_has_begun() {
    assertThat(run("drain")).isZero();

    assertThat(rest.asked()).containsExactly(POST);
    assertThat(out.toString())
        .isEqualTo(
            "announced: 3 sessions, 2 operations in flight, 1 held, 20 s left"
                + System.lineSeparator());
  }

  @Test
  void a_time_is_asked_for_in_seconds_and_another_word_for_it_is_wrong() {
    assertThat(run("drain", "--timeout", "5m")).isZero();
    assertThat(run("drain", "--timeout", "1h")).isZero();
    assertThat(run("drain", "--timeout", "30s")).isZero();
    assertThat(rest.asked())
        .containsExactly(
            POST + "{\"seconds\":300}", POST + "{\"seconds\":3600}", POST + "{\"seconds\":30}");

    assertThat(run("drain", "--timeout", "soon")).isEqualTo(2);
    assertThat(rest.asked()).hasSize(3);
  }

  @Test
  void what_changes_is_a_line_and_the_end_says_that_everything_has_ended() {
    rest.first(GET, 200, at("draining", 3, 19));
    rest.first(GET, 200, at("draining", 3, 18));
    rest.first(GET, 200, at("draining", 1, 17));
    rest.answer(GET, 200, "{\"stage\":\"ended\",\"cut\":0,\"left-seconds\":0}");

    assertThat(run("drain", "--watch")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            "announced: 3 sessions, 2 operations in flight, 1 held, 20 s left",
            "draining: 3 sessions, 2 operations in flight, 1 held, 19 s left",
            "draining: 1 session, 2 operations in flight, 1 held, 17 s left",
            "ended: every session came to its end");
  }

  @Test
  void sessions_that_were_cut_are_counted_and_have_a_status_of_their_own() {
    rest.answer(GET, 200, "{\"stage\":\"cut\",\"cut\":2}");

    assertThat(run("drain", "--watch")).isEqualTo(3);

    assertThat(out.toString())
        .contains("cut: the time was up before 2 sessions had ended, and they are cut");
  }

  @Test
  void as_json_every_look_is_an_object_as_the_gateway_said_it() {
    rest.first(GET, 200, at("draining", 3, 19));
    rest.answer(GET, 200, "{\"stage\":\"ended\",\"cut\":0}");

    assertThat(run("drain", "--watch", "--json")).isZero();

    assertThat(out.toString().lines())
        .containsExactly(
            at("announced", 3, 20), at("draining", 3, 19), "{\"stage\":\"ended\",\"cut\":0}");
  }

  @Test
  void a_refusal_is_told_and_nothing_is_watched() {
    rest.answer(POST, 403, "{\"reason\":\"no rule permits it\",\"request\":\"01-2\"}");

    assertThat(run("drain", "--watch")).isEqualTo(1);

    assertThat(err.toString()).contains("refused: no rule permits it (request 01-2)");
    assertThat(rest.asked()).containsExactly(POST);
  }

  @Test
  void who_may_drain_and_not_look_is_told_that_it_drains() {
    rest.answer(GET, 403, "{\"reason\":\"no rule permits it\"}");

    assertThat(run("drain", "--watch")).isEqualTo(1);

    assertThat(err.toString()).contains("the gateway drains, but refused: no rule permits it");
  }

  @Test
  void a_gateway_that_is_gone_before_it_said_how_it_ended_has_a_status_of_its_own()
      throws Exception {
    rest.answer(GET, 200, at("draining", 3, 19));
    Thread end =
        Thread.ofPlatform()
            .start(() -> {
              while (!rest.asked().contains(GET)) {
                Thread.onSpinWait();
              }
              try {
                rest.close();
              } catch (IOException impossible) {
                throw new AssertionError(impossible);
              }
            });

    assertThat(run("drain", "--watch")).isEqualTo(4);

    end.join();
    assertThat(err.toString()).contains("how it ended was not heard");
  }

  @Test
  void on_a_terminal_one_line_is_written_over_until_the_end() {
    ProgressPrinter printer = new ProgressPrinter(new PrintWriter(out), false, true);
    JsonMapper json = JsonMapper.builder().build();
    printer.show(Progress.of(json.readTree(at("draining", 3, 19))));
    printer.show(Progress.of(json.readTree(at("draining", 3, 18))));
    printer.show(Progress.of(json.readTree("{\"stage\":\"ended\"}")));

    assertThat(out.toString())
        .isEqualTo(
            "\r\u001b[Kdraining: 3 sessions, 2 operations in flight, 1 held, 19 s left"
                + "\r\u001b[Kdraining: 3 sessions, 2 operations in flight, 1 held, 18 s left"
                + "\r\u001b[Kended: every session came to its end"
                + System.lineSeparator());
  }

  private int run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--socket");
    all.add(rest.socket().toString());
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(all.toArray(String[]::new));
  }
}
