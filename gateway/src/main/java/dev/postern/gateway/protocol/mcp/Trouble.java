package dev.postern.gateway.protocol.mcp;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Revocation;
import java.util.Optional;

/**
 * Something that the client is told in the gateway's own words. The codes of refusals lie outside
 * -32768 to -32000, which JSON-RPC and MCP keep for themselves.
 *
 * @param status the HTTP status where nothing of the answer was sent yet
 * @param code the JSON-RPC error code
 * @param word the stable word in {@code data.code}
 * @param message one clause, without content of anybody's message
 * @param request the entry in the ledger, where there is one
 * @param requested the version that is not spoken, where that is the trouble
 */
record Trouble(
    int status,
    int code,
    String word,
    String message,
    Optional<EntryId> request,
    Optional<String> requested) {
  private static final int PARSE_ERROR = -32700;
  private static final int INVALID_REQUEST = -32600;
  private static final int METHOD_NOT_FOUND = -32601;
  private static final int UNSUPPORTED_VERSION = -32022;
  private static final int NO_SESSION = 40400;
  private static final int CANCELLED = 49900;
  private static final int TARGET_FAILED = 50200;
  private static final int DRAINING = 50300;

  Trouble(int status, int code, String word, String message, Optional<EntryId> request) {
    this(status, code, word, message, request, Optional.empty());
  }

  /** The target failed; what it said is not passed on. */
  static Trouble target(String message) {
    return new Trouble(502, TARGET_FAILED, "target_failed", message, Optional.empty());
  }

  /** No such session, for this caller at this target. */
  static Trouble noSession() {
    return new Trouble(
        404, NO_SESSION, "no_session", "there is no such session; initialize", Optional.empty());
  }

  /** The gateway is stopping. */
  static Trouble draining() {
    return new Trouble(503, DRAINING, "draining", "the gateway is stopping", Optional.empty());
  }

  /** The client cancelled it. */
  static Trouble cancelled() {
    return new Trouble(200, CANCELLED, "cancelled", "the request was cancelled", Optional.empty());
  }

  /** What came is no JSON. */
  static Trouble parse(String message) {
    return new Trouble(
        400, PARSE_ERROR, Refusal.Code.NOT_UNDERSTOOD.word(), message, Optional.empty());
  }

  /** What came is no message that may come here. */
  static Trouble invalid(int status, String message) {
    return new Trouble(
        status, INVALID_REQUEST, Refusal.Code.NOT_UNDERSTOOD.word(), message, Optional.empty());
  }

  /** The method is not carried. */
  static Trouble method() {
    return new Trouble(
        200,
        METHOD_NOT_FOUND,
        Refusal.Code.NOT_UNDERSTOOD.word(),
        "the gateway does not carry this method",
        Optional.empty());
  }

  /** The version is not spoken here (2026-07-28, UnsupportedProtocolVersionError). */
  static Trouble version(String requested) {
    return new Trouble(
        400,
        UNSUPPORTED_VERSION,
        "unsupported_version",
        "unsupported protocol version",
        Optional.empty(),
        Optional.of(McpVersions.told(requested)));
  }

  /** Something of the gateway's own was refused. */
  static Trouble refused(Refusal.Code code, String reason, Optional<EntryId> request) {
    return new Trouble(200, number(code), code.word(), reason, request);
  }

  /** The JSON-RPC code of a refusal: stable, as its word is. */
  private static int number(Refusal.Code code) {
    return switch (code) {
      case DENIED -> 40300;
      case UNAPPROVABLE -> 40301;
      case LOCKED -> 40302;
      case EXPIRED -> 40303;
      case STALE -> 40304;
      case NOT_UNDERSTOOD -> 40305;
      case UNMASKABLE -> 40306;
      case PENDING -> 40307;
      case WITHDRAWN -> 40308;
      case OVER_LIMIT -> 42900;
      case LEDGER_DOWN -> 50301;
    };
  }

  /** The gate said no. */
  static Trouble of(Refusal refusal) {
    return refused(refusal.code(), refusal.reason(), Optional.of(refusal.id()));
  }

  /** The gate took it back. */
  static Trouble of(Passage passage, Revocation why) {
    return refused(why.code(), why.reason(), Optional.of(passage.id()));
  }

  /** The same, naming its entry. */
  Trouble on(EntryId id) {
    return new Trouble(status, code, word, message, Optional.of(id), requested);
  }
}
