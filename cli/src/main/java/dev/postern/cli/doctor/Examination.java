package dev.postern.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs the looks of checks beside each other, each within its time. */
final class Examination {
  private final Patient patient;
  private final Semaphore room;

  Examination(Patient patient) {
    this.patient = patient;
    this.room = new Semaphore(patient.times().together());
  }

  /**
   * What a look of a check found.
   *
   * @param check the check's id
   */
  record Result(String check, String subject, Finding finding) {}

  private record Begun(String check, String subject, Future<Finding> finding) {}

  /** Everything that the checks find, in their order. */
  List<Result> results(List<Check> checks) throws InterruptedException {
    // Not closed: closing waits for a look that heeds no interrupt.
    ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    try {
      List<Begun> begun = new ArrayList<>();
      for (Check check : checks) {
        for (Look look : looks(check)) {
          begun.add(new Begun(check.id(), look.subject(), threads.submit(() -> seen(look))));
        }
      }
      List<Result> results = new ArrayList<>();
      long turns = 1 + begun.size() / patient.times().together();
      long end = System.nanoTime() + turns * patient.times().each().toNanos();
      for (Begun each : begun) {
        results.add(new Result(each.check(), each.subject(), awaited(each.finding(), end)));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private List<Look> looks(Check check) {
    try {
      return check.looks(patient);
    } catch (RuntimeException defect) {
      return List.of(new Look("", () -> Failures.told(defect)));
    }
  }

  private Finding seen(Look look) throws Exception {
    room.acquire();
    try {
      return look.eye().look();
    } finally {
      room.release();
    }
  }

  /** Waits for one look until all of them have to be over. */
  private Finding awaited(Future<Finding> look, long end) throws InterruptedException {
    try {
      return look.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      look.cancel(true);
      return Finding.warning(
          "no answer within " + patient.times().each().toSeconds() + " s",
          "Look whether the machine or what is asked is overloaded, then run it again.");
    } catch (ExecutionException failed) {
      return Failures.told(Optional.ofNullable(failed.getCause()).orElse(failed));
    }
  }

  /** How many results there are of each level. */
  static Map<Finding.Level, Long> counted(List<Result> results) {
    Map<Finding.Level, Long> counts = new java.util.EnumMap<>(Finding.Level.class);
    for (Finding.Level level : Finding.Level.values()) {
      counts.put(level, results.stream().filter(each -> each.finding().level() == level).count());
    }
    return counts;
  }
}
