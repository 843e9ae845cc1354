package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Patience;
import dev.postern.testkit.explore.Explorer;
import dev.postern.testkit.explore.Fingerprint;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The theorems of the gate and the desk, each in every order of the steps of a small world. With
 * {@code -Dpostern.model.states=N} as many states of each world are explored.
 */
class GateModelTest {
  private static final int STATES = Integer.getInteger("postern.model.states", 400);
  private static final Fingerprint FINGERPRINT =
      new Fingerprint(Pattern.compile("r-[a-z2-9]{16}"), GateModel::left);

  private static final List<Patience> BOTH_DETACHED = List.of(Patience.DETACHED, Patience.DETACHED);
  private static final List<String> THE_SAME = List.of("drop models", "drop models");

  @Test
  void nothing_is_forwarded_without_a_durable_admitted_leaf() {
    holds(
        scope(1, 0, Map.of("ask 0", 2, "yes bo", 1, "ledger-fails", 2, "crash", 1)),
        ModelTheorem.always(model -> {
          Set<EntryId> admitted =
              model.ledger.leaves(Leaf.Admitted.class).stream()
                  .map(Leaf::id)
                  .collect(Collectors.toSet());
          assertThat(model.ran).allMatch(ran -> admitted.contains(ran.id()));
        }));
  }

  @Test
  void an_approval_is_collected_at_most_once() {
    holds(
        scope(1, 2, Map.of("ask 0", 1, "yes bo", 2, "store-fails 1", 1, "leave 0", 1)),
        ModelTheorem.always(GateModelTest::noAnswerCarriesTwo));
  }

  @Test
  void a_crash_never_revives_what_was_collected() {
    holds(
        scope(
            1,
            1,
            Map.of(
                "ask 0",
                1,
                "yes bo",
                1,
                "crash",
                1,
                "store-fails 1",
                1,
                "store-fails 2",
                1,
                "trail-fails",
                1)),
        ModelTheorem.always(model -> {
          noAnswerCarriesTwo(model);
          Set<String> ended =
              model.trail.told().stream()
                  .filter(told -> !told.lives())
                  .map(Request::id)
                  .collect(Collectors.toSet());
          assertThat(model.admittedOf()).allMatch(id -> !denied(model, id));
          assertThat(model.requests.living()).allMatch(r -> !told(model, r, ended));
        }));
  }

  @Test
  void nothing_runs_after_a_lock_has_returned() {
    holds(
        scope(1, 1, Map.of("ask 0", 1, "yes bo", 1, "lock ana", 1, "crash", 1)),
        ModelTheorem.always(model -> assertThat(model.ran).noneMatch(GateModel.Ran::afterLock)));
  }

  @Test
  void nothing_runs_after_a_lock_has_returned_however_slow_the_disk_is() {
    holds(
        scope(1, 1, Map.of("yes bo", 1, "lock ana", 1, "disk", 4)),
        ModelTheorem.always(model -> assertThat(model.ran).noneMatch(GateModel.Ran::afterLock)));
  }

  @Test
  void nothing_runs_after_rules_that_deny_it_are_in_force() {
    holds(
        scope(1, 1, Map.of("ask 0", 1, "yes bo", 1, "reload", 1)),
        ModelTheorem.always(model -> assertThat(model.ran).noneMatch(GateModel.Ran::afterDenial)));
  }

  @Test
  void one_verdict_for_each_admission() {
    holds(
        new ModelScope(
            1,
            List.of(Patience.DETACHED, Patience.ATTACHED),
            THE_SAME,
            2,
            Map.of("yes bo", 2, "cancel 0", 1, "leave 1", 1, "store-fails 1", 1, "lock ana", 1)),
        new ModelTheorem(
            model -> assertThat(model.tickets).allMatch(ticket -> ticket.verdicts.size() <= 1),
            model ->
                assertThat(model.tickets)
                    .allMatch(ticket -> ticket.crashed || ticket.verdicts.size() == 1)));
  }

  @Test
  void nobody_approves_their_own_request() {
    holds(
        scope(2, 1, Map.of("yes ana", 2, "yes bo", 1, "crash", 1, "lock bo", 1)),
        ModelTheorem.always(model -> {
          assertThat(model.requests.all())
              .flatMap(Request::votes)
              .noneMatch(vote -> vote.person().equals("ana"));
          assertThat(model.ran).isEmpty();
        }));
  }

  @Test
  void what_runs_was_approved_by_as_many_different_people_as_it_needs() {
    holds(
        scope(2, 1, Map.of("ask 0", 1, "yes bo", 2, "yes cy", 1, "lock bo", 1, "crash", 1)),
        ModelTheorem.always(model ->
            model
                .ledger
                .leaves(Leaf.Admitted.class)
                .forEach(leaf ->
                    assertThat(leaf.restsOn().stream().map(model.answers::of).distinct())
                        .hasSizeGreaterThanOrEqualTo(2))));
  }

  @Test
  void an_approval_of_one_operation_is_none_of_another() {
    holds(
        new ModelScope(
            1,
            BOTH_DETACHED,
            List.of("drop models", "drop people"),
            2,
            Map.of("ask 0", 1, "yes bo", 2, "leave 0", 1, "crash", 1)),
        ModelTheorem.always(model ->
            model
                .ledger
                .leaves(Leaf.Admitted.class)
                .forEach(leaf ->
                    assertThat(leaf.restsOn().stream().map(model.answers::askedFor))
                        .containsOnly(leaf.asked().label()))));
  }

  @Test
  void what_was_denied_withdrawn_or_expired_never_runs() {
    holds(
        scope(
            1,
            1,
            Map.of(
                "ask 0",
                1,
                "yes bo",
                1,
                "no cy",
                1,
                "cancel 0",
                1,
                "leave 0",
                1,
                "expire",
                1,
                "store-fails 1",
                1)),
        ModelTheorem.always(model -> {
          assertThat(model.admittedOf()).noneMatch(id -> denied(model, id));
          model
              .ledger
              .leaves(Leaf.Admitted.class)
              .forEach(leaf ->
                  assertThat(leaf.restsOn())
                      .allMatch(answer -> leaf.at().isBefore(model.answers.untilOf(answer))));
        }));
  }

  @Test
  void every_ending_is_told_and_then_forgotten() {
    holds(
        scope(
            1,
            1,
            Map.of(
                "yes bo",
                1,
                "no bo",
                1,
                "cancel 0",
                1,
                "trail-fails",
                1,
                "store-fails 1",
                1,
                "crash",
                1)),
        new ModelTheorem(
            model -> {},
            model -> {
              assertThat(model.requests.living()).isEmpty();
              assertThat(model.requests.ended()).isEmpty();
              Set<String> told = new HashSet<>(model.ended());
              assertThat(model.requests.all()).allMatch(request -> told.contains(request.id()));
            }));
  }

  private static void noAnswerCarriesTwo(GateModel model) {
    Map<EntryId, EntryId> carried = new HashMap<>();
    for (Leaf.Admitted leaf : model.ledger.leaves(Leaf.Admitted.class)) {
      for (EntryId answer : leaf.restsOn()) {
        assertThat(Optional.ofNullable(carried.put(answer, leaf.id()))).isEmpty();
      }
    }
  }

  /** Whether a request was ever told as ended in another way than being collected. */
  private static boolean denied(GateModel model, String id) {
    return model.trail.told().stream()
        .anyMatch(told ->
            told.id().equals(id) && !told.lives() && told.state() != Request.State.COLLECTED);
  }

  private static boolean told(GateModel model, Request living, Set<String> ended) {
    // What was told as ended may stay in the store while it cannot be kept; it is never open here.
    return ended.contains(living.id()) && model.isOpen(living.id());
  }

  private static ModelScope scope(int quorum, int waiting, Map<String, Integer> often) {
    return new ModelScope(quorum, BOTH_DETACHED, THE_SAME, waiting, often);
  }

  private static void holds(ModelScope scope, ModelTheorem theorem) {
    Explorer.Explored explored =
        Explorer.explore(() -> new GateModel(scope, theorem), STATES, FINGERPRINT);
    if (Boolean.getBoolean("postern.model.tell")) {
      System.out.println(
          StackWalker.getInstance()
                  .walk(frames -> frames.skip(1).findFirst().orElseThrow().getMethodName())
              + ": "
              + explored);
    }
    assertThat(explored.whole() || explored.states() >= STATES).isTrue();
  }

  /** Explores for every theorem and tells how far: what {@code prove/model} runs. */
  public static void main(String[] args) throws ReflectiveOperationException {
    int broken = 0;
    for (Method theorem : GateModelTest.class.getDeclaredMethods()) {
      if (theorem.isAnnotationPresent(Test.class)) {
        try {
          theorem.invoke(new GateModelTest());
        } catch (InvocationTargetException failed) {
          broken++;
          System.out.println(theorem.getName() + ": BROKEN " + failed.getCause());
        }
      }
    }
    System.exit(broken == 0 ? 0 : 1);
  }
}
