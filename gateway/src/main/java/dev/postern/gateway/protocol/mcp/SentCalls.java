package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What one exchange has forwarded and not closed: calls that wait for a reply, and notifications
 * that wait to be accepted.
 */
final class SentCalls {
  private static final byte[] NOTHING = {};

  private final McpExchange x;
  private final McpSession session;
  private final Set<OpenCall> calls;
  private final Set<Passage> notices;
  private final boolean opening;
  private final boolean guarded;
  private Optional<String> theirSession = Optional.empty();

  SentCalls(McpExchange x, McpSession session, List<OpenCall> calls, List<Passage> notices) {
    this.x = x;
    this.session = session;
    this.calls = LinkedHashSet.newLinkedHashSet(calls.size());
    this.calls.addAll(calls);
    this.notices = LinkedHashSet.newLinkedHashSet(notices.size());
    this.notices.addAll(notices);
    boolean opens = false;
    boolean guards = false;
    for (OpenCall call : calls) {
      opens |= call.method() == McpMethod.INITIALIZE;
      guards |= !View.of(call.passage()).everything();
    }
    this.opening = opens;
    this.guarded = guards;
  }

  /** Whether it is the request that opens the session. */
  boolean opening() {
    return opening;
  }

  /** Whether the viewer of any of the replies may not see everything. */
  boolean guarded() {
    return guarded;
  }

  /** Whether no call waits. */
  boolean answered() {
    return calls.isEmpty();
  }

  /** Whether nothing at all waits. */
  boolean none() {
    return calls.isEmpty() && notices.isEmpty();
  }

  boolean has(Passage passage) {
    return notices.contains(passage) || calls.stream().anyMatch(call -> call.passage() == passage);
  }

  List<RpcId> ids() {
    return calls.stream().map(OpenCall::id).toList();
  }

  /** Whether the client has cancelled everything that waits. */
  boolean cancelled() {
    return calls.stream().allMatch(call -> call.cancelled().get());
  }

  /** A call is over; false when it is none of these. */
  boolean remove(OpenCall call) {
    return calls.remove(call);
  }

  /** Another exchange may take the replies. */
  void giveBack() {
    calls.forEach(OpenCall::giveBack);
  }

  /** Tells the session's other exchanges that what they may wait for was taken back. */
  void takenBack(Trouble trouble) {
    calls.forEach(call -> x.tell(session, new McpNote.CallTakenBack(call.id(), trouble)));
  }

  /** The session that the target opened with its answer. */
  void opens(Optional<String> theirs) {
    theirSession = theirs;
  }

  Optional<String> theirSession() {
    return theirSession;
  }

  /** The target accepted the notifications. */
  void accepted(int status) {
    notices.forEach(passage -> x.close(passage, Endings.answered(passage, status)));
    notices.clear();
  }

  /** The target answered, but not what was asked. */
  void failed(int status) {
    calls.forEach(call -> {
      session.release(call.id());
      x.close(call.passage(), Endings.failed(call.passage(), status));
    });
    notices.forEach(passage -> x.close(passage, Endings.failed(passage, status)));
  }

  /** Nothing of it reached the target. */
  void notSent() {
    calls.forEach(call -> close(call, Leaf.End.FAILED));
    notices.forEach(passage -> x.close(passage, Endings.unheard(Leaf.End.FAILED, passage)));
  }

  /** Gives up what the target may still be doing: it is told first, then the passages close. */
  void giveUp(Leaf.End end) {
    for (OpenCall call : calls) {
      if (call.cancelled().get() || (opening && theirSession.isEmpty())) {
        close(call, end);
      } else if (opening) {
        endTheirs(call, () -> close(call, end));
      } else {
        x.beside(
            call.passage(),
            Upstream.post(session),
            Upstream.cancelled(call.id()),
            () -> close(call, end));
      }
    }
    notices.forEach(passage -> x.close(passage, Endings.unheard(end, passage)));
  }

  /** Ends the session that the target opened and that no client will use. */
  void endTheirs(OpenCall call, Runnable after) {
    session.agreed(theirSession, McpVersions.FIRST, Set.of());
    x.beside(call.passage(), Upstream.delete(session), NOTHING, after);
  }

  private void close(OpenCall call, Leaf.End end) {
    session.release(call.id());
    x.close(call.passage(), Endings.unheard(end, call.passage()));
  }
}
