package dev.postern.kernel.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is not listed counts as what it is. */
class FindingsTest {
  private final Findings findings = new Findings();

  private Report report() {
    return new Report(
        findings.listed(),
        findings.unlisted(),
        new Report.Counted(1, 1, 1, 0, 0, 0, 0, 0, 0),
        new Report.Signed(1, Optional.empty(), 1, false, Optional.empty()));
  }

  @Test
  void more_doubts_than_are_listed_are_no_fault() {
    for (int i = 0; i <= Report.MOST_FINDINGS; i++) {
      findings.doubt("entry " + i, "it may have gone with the power");
    }
    assertThat(report().findings()).hasSize(Report.MOST_FINDINGS);
    assertThat(report().sound()).isTrue();
    assertThat(report().clean()).isFalse();
    assertThat(report().told())
        .contains("0 more faults and 1 more doubts are not listed.")
        .noneMatch(line -> line.contains("NOT intact"));
  }

  @Test
  void a_fault_behind_as_many_doubts_as_are_listed_is_listed() {
    for (int i = 0; i < Report.MOST_FINDINGS; i++) {
      findings.doubt("entry " + i, "it may have gone with the power");
    }
    findings.fault("the last", "it was altered");
    assertThat(report().findings()).hasSize(Report.MOST_FINDINGS);
    assertThat(report().findings().getLast()).hasToString("fault: the last: it was altered");
    assertThat(report().unlisted()).isEqualTo(new Report.Unlisted(0, 1));
    assertThat(report().sound()).isFalse();
  }

  @Test
  void more_faults_than_are_listed_are_counted() {
    for (int i = 0; i <= Report.MOST_FINDINGS; i++) {
      findings.fault("entry " + i, "it was altered");
    }
    assertThat(report().unlisted()).isEqualTo(new Report.Unlisted(1, 0));
    assertThat(report().sound()).isFalse();
  }
}
