package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.operation.Value;
import java.util.Optional;

/**
 * A stream on which the target's messages come in: whose it is, and what it was admitted as.
 *
 * @param x the exchange that it runs on
 * @param carrier the passage of the stream itself
 * @param requests the target's requests that were shown on it
 */
record TargetStream(McpExchange x, Relay.Within within, Passage carrier, HostedRequests requests) {
  static TargetStream of(McpExchange x, Relay.Within within, Passage carrier) {
    return new TargetStream(x, within, carrier, new HostedRequests(x, within.session()));
  }

  Caller caller() {
    return within.caller();
  }

  McpSession session() {
    return within.session();
  }

  /** The open call of that id. */
  Optional<OpenCall> call(RpcId id) {
    return session().call(id);
  }

  /**
   * Whether the target has classes: then what no call can be named for may stem from one whose
   * reply its reader may not see.
   */
  boolean classed() {
    return x.target().lexicon().get().classed();
  }

  /** The words in force, to describe with. */
  Describe describe() {
    return new Describe(caller(), x.target().lexicon().get(), x.limits());
  }

  /**
   * A request that the target has taken back, and that nobody can answer any more, is over, on
   * whatever stream it was shown.
   */
  void cancelled(OpenRequest request) {
    if (request.own()) {
      x.close(request.passage(), Endings.unheard(Leaf.End.CANCELLED, request.passage()));
    }
    requests.settled(request);
    x.tell(session(), new McpNote.RequestSettled(request));
  }

  /** A message that may not be shown was dropped. */
  void dropped() {
    x.sessions().dropped();
  }

  /** Closes an answered call, with what the ledger and the recording keep of it. */
  void settle(OpenCall call, Settled how, byte[] json) {
    Kept kept = new Kept(x.target().record(), x.limits().recordedBytes());
    session().release(call.id());
    Value shown =
        kept.nothing()
            ? new Value.Null()
            : kept.shown(json, Kept.sawClassed(call.passage(), x.target().lexicon().get()));
    x.close(call.passage(), Endings.of(how, call.passage(), shown, json.length));
  }
}
