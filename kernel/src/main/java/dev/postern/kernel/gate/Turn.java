package dev.postern.kernel.gate;

import dev.postern.kernel.audit.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What one turn of the loop leaves: entries to write, and the answers that rest on them. Once it is
 * handed to the {@link Scribe} nothing is added.
 */
final class Turn {
  private final List<Entry> entries = new ArrayList<>(4);
  private final List<Admission> admissions = new ArrayList<>(4);
  private final List<Answer> answers = new ArrayList<>(0);
  private final List<CompletableFuture<Void>> waiters = new ArrayList<>(0);

  /** A refusal and who hears it. */
  private record Answer(Admission.Caller caller, Refusal refusal) {}

  /** What is to be written, in order. */
  List<Entry> entries() {
    return entries;
  }

  /** What waits for a passage, in order. */
  List<Admission> admissions() {
    return admissions;
  }

  void write(Entry entry) {
    entries.add(entry);
  }

  void admit(Admission admission, Entry entry) {
    admissions.add(admission);
    entries.add(entry);
  }

  void refuse(Admission.Caller caller, Refusal refusal) {
    answers.add(new Answer(caller, refusal));
  }

  void completes(CompletableFuture<Void> waiter) {
    waiters.add(waiter);
  }

  /** Gives the refusals. */
  void answer(Defects defects) {
    for (Answer answer : answers) {
      defects.apart(() -> answer.caller().hears(answer.refusal()));
    }
  }

  /** Tells everybody who waited for its end. */
  void ended() {
    for (CompletableFuture<Void> waiter : waiters) {
      waiter.complete(null);
    }
  }
}
