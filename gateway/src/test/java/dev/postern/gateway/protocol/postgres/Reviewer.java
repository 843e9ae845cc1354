package dev.postern.gateway.protocol.postgres;

import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.RequestStore;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.testkit.MemoryRequests;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Rita, who answers requests while others run. */
final class Reviewer {
  private static final EntryId VOTE = new EntryId(1, 1);
  private static final Principal RITA =
      Principal.of(
          new Party(
              Party.Kind.PERSON,
              new Identity("https://issuer.test", "sub-rita"),
              "rita",
              Set.of("dba"),
              Optional.empty()));

  private final ApprovalDesk desk;
  private final Kept kept;

  Reviewer(ApprovalDesk desk, Kept kept) {
    this.desk = desk;
    this.kept = kept;
  }

  /** Requests in memory, whose changes can be waited for. */
  static final class Kept implements RequestStore {
    private final MemoryRequests requests = new MemoryRequests();

    @Override
    public synchronized void put(List<Request> some) throws IOException {
      requests.put(some);
      notifyAll();
    }

    @Override
    public synchronized List<Request> living() {
      return requests.living();
    }

    @Override
    public synchronized List<Request> ended() {
      return requests.ended();
    }

    @Override
    public synchronized void forget(Collection<String> ids) throws IOException {
      requests.forget(ids);
    }

    /** The first request that fits, as soon as there is one. */
    synchronized Request await(Predicate<Request> fits) throws InterruptedException {
      while (true) {
        for (Request request : requests.all()) {
          if (fits.test(request)) {
            return request;
          }
        }
        wait();
      }
    }
  }

  /** All that she was asked. */
  List<Request> seen() {
    return desk.seenBy(RITA);
  }

  /** A request that waits for her, as soon as there is one. */
  Request waiting() throws InterruptedException {
    return kept.await(Request::lives);
  }

  /** Where a request stands now. */
  Request.State state(Request request) {
    return desk.find(request.id(), RITA).orElseThrow().state();
  }

  /** Returns when a request has ended. */
  void ended(Request request) throws InterruptedException {
    kept.await(each -> each.id().equals(request.id()) && !each.lives());
  }

  /** Answers. */
  void answer(Request request, boolean approves) throws BallotException, IOException {
    desk.answer(new Ballot(request.id(), request.binding(), RITA, approves, VOTE, ""));
  }

  /** Approves; false when it was too late. */
  boolean approved(Request request) throws IOException {
    try {
      answer(request, true);
      return true;
    } catch (BallotException tooLate) {
      return false;
    }
  }
}
