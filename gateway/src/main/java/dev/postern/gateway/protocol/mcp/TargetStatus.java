package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.session.ResponseHead;

/** What the head of a target's answer to a request means. Its texts are never passed on. */
sealed interface TargetStatus {
  /** A whole message follows. */
  record Json() implements TargetStatus {}

  /** A stream of events follows. */
  record Events() implements TargetStatus {}

  /** The target no longer knows its session. */
  record Gone() implements TargetStatus {}

  /** No message follows. */
  record Failed(Trouble trouble) implements TargetStatus {}

  /**
   * Judges a head.
   *
   * @param odd whether something in it is wrong already
   */
  static TargetStatus of(ResponseHead head, McpSession session, boolean odd) {
    if (head.status() == 404 && session.upstream().isPresent()) {
      return new Gone();
    }
    if (head.status() != 200) {
      return new Failed(kept(head.status()));
    }
    boolean plain =
        head.count("content-encoding") == 0
            || head.only("content-encoding").filter("identity"::equalsIgnoreCase).isPresent();
    String media = head.only("content-type").map(HeadRules::media).orElse("");
    if (odd || !plain) {
      return new Failed(Trouble.target("the target's answer cannot be read"));
    }
    return switch (media) {
      case "application/json" -> new Json();
      case "text/event-stream" -> new Events();
      default -> new Failed(Trouble.target("the target answered in neither JSON nor events"));
    };
  }

  /**
   * The trouble with a failure status. A client's fault stays one; what is between the gateway and
   * the target (401, 403, redirects, 5xx) is not the client's to act on.
   */
  static Trouble kept(int status) {
    boolean clients =
        status >= 400 && status < 500 && status != 401 && status != 403 && status != 407;
    Trouble trouble = Trouble.target("the target answered with HTTP status " + status);
    return clients
        ? new Trouble(status, trouble.code(), trouble.word(), trouble.message(), trouble.request())
        : trouble;
  }
}
