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
 * @param resource its resource identifier: the audience that a token must be meant for (RFC 8707)
 * @param challenge the {@code WWW-Authenticate} value where no token was sent (RFC 9728, 5.1)
 * @param refusal the {@code WWW-Authenticate} value where the token was not accepted
 * @param record what the recording keeps
 * @param longest how old a session may become
 * @param idle how long a session may rest
 * @param origins the browser origins that may call; a call without an origin comes from no browser
 * @param lexicon the words in force now; asked again when the rules changed
 */
public record McpTarget(
    String name,
    String resource,
    String challenge,
    String refusal,
    RecordLevel record,
    Duration longest,
    Duration idle,
    Set<String> origins,
    Supplier<Lexicon> lexicon) {
  public McpTarget {
    origins = Set.copyOf(origins);
  }
}
