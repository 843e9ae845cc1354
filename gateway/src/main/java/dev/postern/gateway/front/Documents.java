package dev.postern.gateway.front;

import dev.postern.gateway.session.Session;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The public documents, by path.
 *
 * <ul>
 *   <li>{@code /healthz}: 200 while the process lives.
 *   <li>{@code /readyz}: 200 while the gateway takes operations, 503 with the reason otherwise.
 *   <li>{@code /.well-known/oauth-protected-resource/...}: where tokens for a resource come from
 *       (RFC 9728).
 * </ul>
 */
public final class Documents {
  /** The start of the paths of resource metadata (RFC 9728, section 3). */
  public static final String METADATA = "/.well-known/oauth-protected-resource";

  private final Supplier<Optional<String>> unready;
  private final Function<String, Optional<byte[]>> metadata;

  /**
   * The documents.
   *
   * @param unready why the gateway takes no operations; empty when it does
   * @param metadata the document of the resource at a path, for example {@code /mcp/registry}
   */
  public Documents(
      Supplier<Optional<String>> unready, Function<String, Optional<byte[]>> metadata) {
    this.unready = unready;
    this.metadata = metadata;
  }

  /** A session for a path; one that knows no document answers 404. */
  public Session open() {
    return new DocumentExchange(this);
  }

  Document find(String path) {
    if (path.equals("/healthz")) {
      return new Document(200, PublicWords.text("alive"));
    }
    if (path.equals("/readyz")) {
      return unready
          .get()
          .map(reason -> new Document(503, PublicWords.text(reason)))
          .orElse(new Document(200, PublicWords.text("ready")));
    }
    if (path.startsWith(METADATA)) {
      return metadata
          .apply(path.substring(METADATA.length()))
          .map(json -> new Document(200, json))
          .orElse(Document.NONE);
    }
    return Document.NONE;
  }

  /** A document: JSON, all of it the gateway's own. */
  record Document(int status, byte[] json) {
    static final Document NONE = new Document(404, PublicWords.text("there is nothing here"));
  }
}
