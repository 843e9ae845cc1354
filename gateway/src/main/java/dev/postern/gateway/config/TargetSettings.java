package dev.postern.gateway.config;

import dev.postern.kernel.operation.Lexicon;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One target, from a file of its own.
 *
 * @param name its name: the path segment of its address, the namespace of its actions
 * @param kind its protocol
 * @param url where it is
 * @param environment its {@code Env}, as policy says it
 * @param tags its tags
 * @param credential how the gateway signs in there; empty for a target that asks nobody
 * @param record what is kept of payloads
 * @param session how long a session may last
 * @param unmapped what becomes of reply content that no path names, where a part says nothing
 *     itself; by default it is withheld on a target that has classes
 * @param origins the browser origins (RFC 6454) that may call; none by default
 * @param parts what is said of its tools, prompts and resources
 */
public record TargetSettings(
    String name,
    Kind kind,
    URI url,
    String environment,
    Set<String> tags,
    Optional<CredentialSettings> credential,
    Recorded record,
    Ages session,
    Lexicon.Unmapped unmapped,
    Set<String> origins,
    Parts parts) {
  public TargetSettings {
    tags = Set.copyOf(tags);
    origins = Set.copyOf(origins);
  }

  /** The protocols. */
  public enum Kind {
    /** Model Context Protocol over Streamable HTTP. */
    MCP
  }

  /** What the recording keeps of payloads. */
  public enum Recorded {
    /** Digests only. */
    DIGEST,
    /** Payloads with classed content masked. */
    MASKED,
    /** Payloads as they were. */
    RAW
  }

  /**
   * How long sessions last.
   *
   * @param longest the greatest age of a session
   * @param idle how long one may be without a message
   */
  public record Ages(Duration longest, Duration idle) {
    /** Eight hours, thirty minutes. */
    public static final Ages DEFAULT = new Ages(Duration.ofHours(8), Duration.ofMinutes(30));
  }

  /**
   * The parts that the operator named.
   *
   * @param tools by tool name
   * @param prompts by prompt name
   * @param resources by URI, or by a URI in which {@code *} stands for any run of characters
   */
  public record Parts(
      Map<String, PartSettings> tools,
      Map<String, PartSettings> prompts,
      Map<String, PartSettings> resources) {}
}
