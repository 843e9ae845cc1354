package dev.postern.testkit;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The answers that people gave in a model of the gate, by the entries that they rest on. */
final class ModelAnswers {
  private final Map<EntryId, String> given = new TreeMap<>(Comparator.comparingLong(EntryId::low));
  private final MemoryRequests requests;

  ModelAnswers(MemoryRequests requests) {
    this.requests = requests;
  }

  /**
   * Somebody answers.
   *
   * @return what the answer rests on, which was written before it counts: the entry of the call
   *     that gave it
   */
  EntryId give(String person, Request request) {
    EntryId entry = new EntryId(EntryId.high(1, 9), given.size() + 1);
    given.put(entry, person + " of " + request.id());
    return entry;
  }

  /** It did not count. */
  void takeBack(EntryId answer) {
    given.remove(answer);
  }

  /** Whose answer it is, and to which request; the same for two that one person gave to one. */
  String of(EntryId answer) {
    return String.valueOf(given.get(answer));
  }

  /** The request that was answered. */
  String requestOf(EntryId answer) {
    return of(answer).replaceAll(".* of ", "");
  }

  /** When the request that was answered is due. */
  Instant untilOf(EntryId answer) {
    return request(answer).map(Request::until).orElse(Instant.MIN);
  }

  /** What was asked when an answer was given. */
  String askedFor(EntryId answer) {
    return request(answer).map(request -> request.subject().label()).orElse("nothing");
  }

  private Optional<Request> request(EntryId answer) {
    String id = requestOf(answer);
    return requests.all().stream().filter(request -> request.id().equals(id)).findFirst();
  }
}
