package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.gate.Passage;
import java.util.Optional;

/** The work on whose stream a target's messages come in. */
interface Host {
  McpExchange exchange();

  Caller caller();

  McpSession session();

  /** What the stream itself was admitted as. */
  Passage carrier();

  /** The open call of that id which may be answered here. */
  Optional<OpenCall> call(RpcId id);

  /** A reply was shown: its call is over. */
  void settled(OpenCall call, Settled how, byte[] json);

  /** A request of the target was shown and waits for the client's answer. */
  void opened(OpenRequest request);

  /** A request of the target is over without an answer. */
  void closed(OpenRequest request);

  /** A message that may not be shown was dropped. */
  void dropped();

  /** How the stream is told from others, for resumption. */
  String stream();

  /** The target's answer to {@code initialize} was understood. */
  void agreed(Agreement agreement);

  /** The whole body of the answer is this. */
  void whole(Passage passage, byte[] json);
}
