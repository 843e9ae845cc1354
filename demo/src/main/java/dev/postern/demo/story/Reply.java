package dev.postern.demo.story;

import tools.jackson.databind.JsonNode;

/** What a caller got for a request. */
sealed interface Reply {
  /** The result, as the client's SDK understood it, written as JSON again. */
  record Answered(JsonNode result) implements Reply {}

  /**
   * A refusal of the gateway's, in the form of a JSON-RPC error.
   *
   * @param code the stable word in {@code data.code}
   * @param reason what the caller may know
   * @param requestId where the ledger tells of it
   */
  record Refused(String code, String reason, String requestId) implements Reply {}

  /** Anything else that went wrong. */
  record Failed(String how) implements Reply {}

  /** The result, which must have come. */
  default JsonNode answered() throws Difference {
    return switch (this) {
      case Answered(JsonNode result) -> result;
      case Refused(String code, String reason, String requestId) ->
          throw new Difference("refused (" + code + "): " + reason);
      case Failed(String how) -> throw new Difference(how);
    };
  }

  /** The refusal, which must have come. */
  default Refused refused() throws Difference {
    return switch (this) {
      case Answered(JsonNode result) -> throw new Difference("answered instead of refused");
      case Refused refused -> refused;
      case Failed(String how) -> throw new Difference(how);
    };
  }

  /** The refusal, which must have come with a code and tell the rest. */
  default Refused refused(String code) throws Difference {
    Refused refused = refused();
    Difference.unless(
        refused.code().equals(code),
        "refused as " + refused.code() + " instead of " + code + ": " + refused.reason());
    Difference.unless(!refused.requestId().isEmpty(), "the refusal has no request id");
    return refused;
  }
}
