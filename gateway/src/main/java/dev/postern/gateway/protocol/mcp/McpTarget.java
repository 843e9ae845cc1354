package dev.postern.gateway.protocol.mcp;

import dev.postern.gateway.target.RecordLevel;
import dev.postern.kernel.operation.Lexicon;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One MCP server behind the gateway, as this protocol needs it.
 *
 * @param name its name; the path is {@code /mcp/<name>}
 * @param place which server it is: its sessions are that one's alone
 * @param resource its resource identifier: the audience that a token must be meant for (RFC 8707)
 * @param scopes what a token must have of its issuer; none where policy alone decides
 * @param challenges what a client without a fitting token is told
 * @param record what the recording keeps
 * @param longest how old a session may become
 * @param idle how long a session may rest
 * @param origins the browser origins that may call; a call without an origin comes from no browser
 * @param lexicon the words in force now; asked again when the rules changed
 */
public record McpTarget(
    String name,
    String place,
    String resource,
    Set<String> scopes,
    Challenges challenges,
    RecordLevel record,
    Duration longest,
    Duration idle,
    Set<String> origins,
    Supplier<Lexicon> lexicon) {
  public McpTarget {
    origins = Set.copyOf(origins);
    scopes = Set.copyOf(scopes);
  }

  /**
   * Values of {@code WWW-Authenticate}.
   *
   * @param tokenless with a 401 where no token was sent (RFC 9728, 5.1)
   * @param invalid with a 401 where the token was not accepted (RFC 6750, 3.1)
   * @param scopeless with a 403 where the token lacks scopes (RFC 6750, 3.1)
   */
  public record Challenges(String tokenless, String invalid, String scopeless) {}
}
