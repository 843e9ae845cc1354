package dev.postern.gateway.config;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.target.Target;
import dev.postern.kernel.operation.Durability;
import dev.postern.kernel.operation.Lexicon;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One MCP target, from a file of its own.
 *
 * @param target the server; its credential, if any, has the target's name
 * @param source where that credential's secret is; there exactly when the target has a credential
 * @param ledger what its entries survive; the gateway's own level when it says nothing
 * @param environment its {@code Env}, as policy says it
 * @param tags its tags
 * @param scopes what a token must have of its issuer to be taken here at all (RFC 6749, 3.3); all
 *     of them, none where policy alone decides
 * @param unmapped what becomes of reply content that no path names, where a part says nothing
 *     itself; by default it is withheld on a target that has classes
 * @param parts what is said of its tools, prompts and resources
 */
public record TargetSettings(
    Target target,
    Optional<CredentialSource> source,
    Optional<Durability> ledger,
    String environment,
    Set<String> tags,
    Set<String> scopes,
    Lexicon.Unmapped unmapped,
    Parts parts)
    implements TargetFile {
  public TargetSettings {
    tags = Set.copyOf(tags);
    scopes = Set.copyOf(scopes);
  }

  @Override
  public String name() {
    return target.name();
  }

  /** The same of another target. */
  TargetSettings of(Target other) {
    return new TargetSettings(other, source, ledger, environment, tags, scopes, unmapped, parts);
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
      Map<String, PartSettings> resources) {
    public Parts {
      tools = Map.copyOf(tools);
      prompts = Map.copyOf(prompts);
      resources = Map.copyOf(resources);
    }
  }
}
