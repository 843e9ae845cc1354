package dev.postern.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.DeskLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApprovalSettingsTest {
  private static final String ASKS =
      "forbid(principal, action, resource == Tool::\"registry/list\") unless { context.approved };";

  @TempDir Path directory;
  private Folder folder;

  @BeforeEach
  void write() {
    folder = new Folder(directory);
  }

  @Test
  void a_configuration_that_says_nothing_of_approvals_has_the_usual_bounds() {
    assertThat(folder.loaded().approvals()).isEqualTo(ApprovalSettings.DEFAULT);
  }

  @Test
  void every_bound_of_the_desk_and_of_who_waits_can_be_set() {
    folder.main(
        "roles: [runner]",
        """
        roles: [runner]
        approvals:
          wait: 20s
          keep-alive: 5s
          life: 5m
          open: 7
          open-each: 6
          open-target: 5
          waits: 4
          waits-each: 3
          text: 2000
          ended: 8
          kept: 2h
          targets:
            registry: {open: 1, life: 1m}\
        """);

    ApprovalSettings settings = folder.loaded().approvals();

    assertThat(settings.patience()).isEqualTo(Duration.ofSeconds(20));
    assertThat(settings.keepAlive()).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.desk())
        .isEqualTo(
            new DeskLimits(
                7,
                6,
                5,
                4,
                3,
                DeskLimits.DEFAULT.votes(),
                2000,
                8,
                DeskLimits.DEFAULT.endedChars(),
                Duration.ofMinutes(5),
                Duration.ofHours(2),
                Map.of(
                    "registry",
                    new DeskLimits.OfTarget(Optional.of(1), Optional.of(Duration.ofMinutes(1))))));
    assertThat(folder.loaded().limits().mcp(settings).holdWait()).isEqualTo(Duration.ofSeconds(20));
    assertThat(folder.loaded().limits().mcp(settings).keepAlive()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{life: 9s} | a time from 10s to 7d",
        "{life: 8d} | a time from 10s to 7d",
        "{wait: soon} | a time from 1s to 1h",
        "{open: 0} | a whole number",
        "{targets: {registri: {open: 1}}} | there is no target \"registri\"",
        "{targets: {registry: {quorum: 1}}} | this key is not known",
        "{lief: 5m} | this key is not known",
      })
  void a_bound_that_means_nothing_is_refused_with_its_place(String section, String problem) {
    folder.main("roles: [runner]", "roles: [runner]\napprovals: " + section);

    assertThat(folder.problems())
        .isNotEmpty()
        .allMatch(told -> told.startsWith("postern.yaml:10:"))
        .anyMatch(told -> told.contains(problem));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "@approval(\"stuff\") | is none of groups",
        "@approval | is none of groups",
        "@approval(\"staff\") @quorum(\"0\") | from 1 to 50, not",
        "@approval(\"staff\") @quorum(\"51\") | from 1 to 50, not",
        "@approval(\"staff\") @quorum(\"two\") | from 1 to 50, not",
        "@approval(\"staff\") @expires(\"soon\") | a time from 10s to 7d",
        "@approval(\"staff\") @expires(\"8d\") | a time from 10s to 7d",
        "@approval(\"staff\") @expires(\"9s\") | a time from 10s to 7d",
        "@quorum(\"2\") | there is none",
        "@expires(\"15m\") | there is none",
      })
  void a_rule_that_asks_nobody_who_could_answer_is_refused_with_its_place(
      String marks, String problem) {
    folder.put("policies/ask.cedar", "\n" + marks + " " + ASKS);

    assertThat(folder.problems())
        .hasSize(1)
        .allMatch(told -> told.startsWith("policies/ask.cedar:2:"))
        .allMatch(told -> told.contains(problem));
  }

  @Test
  void a_permit_that_asks_for_an_approval_is_refused_because_it_would_not_be_asked() {
    folder.put("policies/ask.cedar", "@approval(\"staff\") permit(principal, action, resource);");

    assertThat(folder.problems()).hasSize(1).allMatch(told -> told.contains("stands on a permit"));
  }

  @Test
  void marks_that_mean_something_are_taken() {
    folder.put(
        "policies/ask.cedar", "@approval(\"staff\") @quorum(\"2\") @expires(\"90s\") " + ASKS);

    assertThat(folder.problems()).isEmpty();
  }
}
