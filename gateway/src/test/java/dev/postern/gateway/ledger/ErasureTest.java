package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.ledger.story.Deed;
import dev.postern.kernel.audit.Entry;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Ledger;
import dev.postern.kernel.audit.Report;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.operation.Value;
import dev.postern.testkit.Leaves;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErasureTest {
  private static final Duration APART = Duration.ofHours(1);

  @TempDir Path directory;
  private final Instant start = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.MICROS);
  private FileLedger ledger;
  private Entry early;
  private Entry late;
  private Entry other;

  @BeforeEach
  void record() throws IOException {
    ledger = FileLedger.start(LedgerSettings.in(directory), Clock.systemUTC());
    Ledger.Segment one = ledger.open(1);
    Ledger.Segment two = ledger.open(2);
    early = Leaves.admitted(one, start, "s-1", Leaves.operation("early"));
    late = Leaves.refused(one, start.plus(APART), "s-1", Leaves.operation("late"));
    other = Leaves.admitted(two, start, "s-2", Leaves.operation("other"));
    one.append(List.of(early, late));
    two.append(List.of(other));
    Value shown = new Value.Text("shown of early");
    two.append(List.of(Leaves.closed(two, start, early.leaf().id(), shown)));
  }

  @AfterEach
  void stop() throws IOException {
    ledger.close();
  }

  @Test
  void of_a_session_everything_is_erased_on_whatever_segment_it_lies() throws IOException {
    assertThat(erase("", "s-1", Optional.empty(), Optional.empty()))
        .isEqualTo(new Erasure.Erased(2, 4));
    assertThat(deeds("s-1"))
        .allSatisfy(deed -> {
          assertThat(deed.request()).isEmpty();
          assertThat(deed.reply()).isEmpty();
        });
    assertThat(deeds("s-2")).allSatisfy(deed -> assertThat(deed.request()).isPresent());
    sound(3);
  }

  @Test
  void of_a_person_only_what_was_asked_before_a_time_is_erased() throws IOException {
    assertThat(erase("ana", "", Optional.empty(), Optional.of(start.plus(APART))))
        .isEqualTo(new Erasure.Erased(2, 5));
    assertThat(deeds("s-1").getFirst().request()).isEmpty();
    assertThat(deeds("s-1").getLast().request()).isPresent();
    sound(4);
    assertThat(erase("nobody", "", Optional.empty(), Optional.empty()))
        .isEqualTo(new Erasure.Erased(0, 0));
  }

  @Test
  void of_a_person_nothing_of_a_workload_is_erased_that_only_has_the_name() throws IOException {
    Ledger.Segment three = ledger.open(3);
    three.append(
        List.of(
            Leaves.admitted(three, start, "s-3", by(Optional.of("ben"))),
            Leaves.admitted(three, start, "s-4", by(Optional.of("ana")))));

    assertThat(erase("ana", "", Optional.empty(), Optional.empty()))
        .as("what ana asked, and her own workload, and nothing of ben's")
        .isEqualTo(new Erasure.Erased(4, 8));
    assertThat(deeds("s-3")).allSatisfy(deed -> assertThat(deed.request()).isPresent());
    assertThat(deeds("s-4")).allSatisfy(deed -> assertThat(deed.request()).isEmpty());
  }

  /** What a workload called {@code ana} asks. */
  private static Operation by(Optional<String> owner) {
    Operation of = Leaves.operation("nightly");
    Principal workload =
        Principal.of(
            new Party(
                Party.Kind.WORKLOAD,
                new Identity("https://issuer.test", "job-1"),
                "ana",
                Set.of(),
                owner));
    return new Operation(
        workload, of.target(), of.label(), of.atoms(), of.effect(), of.context(), of.payload());
  }

  @Test
  void one_entry_is_erased_alone_and_once() throws IOException {
    Optional<EntryId> entry = Optional.of(other.leaf().id());
    assertThat(erase("", "", entry, Optional.empty())).isEqualTo(new Erasure.Erased(1, 2));
    assertThat(erase("", "", entry, Optional.empty())).isEqualTo(new Erasure.Erased(1, 0));
    assertThat(deeds("s-1")).allSatisfy(deed -> assertThat(deed.request()).isPresent());
    sound(2);
  }

  @Test
  void an_erasure_of_nothing_in_particular_is_none() {
    assertThatThrownBy(() -> erase("", "", Optional.empty(), Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Erasure.Erased erase(
      String person, String session, Optional<EntryId> entry, Optional<Instant> before)
      throws IOException {
    return Erasure.erase(
        directory, new Erasure.Scope(maybe(person), maybe(session), entry, before));
  }

  private static Optional<String> maybe(String text) {
    return Optional.of(text).filter(given -> !given.isEmpty());
  }

  private List<Deed> deeds(String session) throws IOException {
    return LedgerReader.of(directory).session(session).orElseThrow().deeds();
  }

  private void sound(int erased) throws IOException {
    ledger.close();
    Report report = LedgerAudit.verify(directory, Optional.empty(), Optional.empty());
    assertThat(report.findings()).isEmpty();
    assertThat(report.counted().erased()).isEqualTo(erased);
  }
}
