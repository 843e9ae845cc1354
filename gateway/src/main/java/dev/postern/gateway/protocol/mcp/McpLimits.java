package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.json.JsonLimits;
import java.time.Duration;

/**
 * The bounds of the MCP data path. What goes over one is refused, withheld or dropped, never passed
 * on unseen.
 *
 * @param messageBytes one message, of the client or of the target
 * @param messageDepth objects and arrays open at once in a message
 * @param unprovenBytes body bytes taken before the caller has signed in; then reading pauses
 * @param batchMembers messages of one batch
 * @param listEntries entries of one page of a list, and names that a session remembers of its lists
 * @param openCalls requests of one session that wait for their reply
 * @param openRequests requests of a target, for one session, that wait for the client's answer
 * @param streams GET streams of one session
 * @param events relayed event ids that a session remembers, so that they can be resumed from
 * @param waitingFrames frames of one reply that wait while an earlier one is being decided
 * @param sideLegs declines and cancels of one exchange that are on their way
 * @param sessionsPerCaller sessions of one principal
 * @param sessions sessions of the gateway
 * @param recordedBytes what the recording keeps of one payload or reply; a longer one is cut
 * @param toolShapes tools whose argument names are remembered, of all targets together
 * @param resumeWait how long a call whose stream broke waits to be resumed
 * @param holdWait how long a call waits for people before it is answered as pending; clients give
 *     up after 60 s
 * @param keepAlive how often a stream that waits for people says something
 * @param closingWait how long a cancel may take before its leg is cut
 */
public record McpLimits(
    int messageBytes,
    int messageDepth,
    int unprovenBytes,
    int batchMembers,
    int listEntries,
    int openCalls,
    int openRequests,
    int streams,
    int events,
    int waitingFrames,
    int sideLegs,
    int sessionsPerCaller,
    int sessions,
    int recordedBytes,
    int toolShapes,
    Duration resumeWait,
    Duration holdWait,
    Duration keepAlive,
    Duration closingWait) {

  /** What the gateway uses unless it is configured. */
  public static final McpLimits DEFAULT =
      new McpLimits(
          4 << 20,
          64,
          64 << 10,
          50,
          2_000,
          256,
          64,
          8,
          4_096,
          4_096,
          32,
          100,
          20_000,
          16 << 10,
          10_000,
          Duration.ofMinutes(5),
          Duration.ofSeconds(45),
          Duration.ofSeconds(10),
          Duration.ofSeconds(5));

  /** The bounds of scanning what a client sends: no doubtful text may be decided on. */
  JsonLimits asked() {
    return new JsonLimits(
        messageBytes, messageDepth, 1 << 19, 1_000, JsonLimits.LoneSurrogates.REFUSE);
  }

  /** The bounds of scanning what a target sends: servers cut texts within a character. */
  JsonLimits replied() {
    return asked().with(JsonLimits.LoneSurrogates.KEEP);
  }
}
