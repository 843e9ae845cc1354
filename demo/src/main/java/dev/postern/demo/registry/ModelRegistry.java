package dev.postern.demo.registry;

import dev.postern.demo.wire.Json;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * The model registry, listening on loopback from when it is opened until it is closed.
 *
 * <p>It speaks Streamable HTTP up to MCP 2025-11-25, as far as the official Java SDK does, and
 * wants its own key in every request.
 */
public final class ModelRegistry implements AutoCloseable {
  /** The header in which the registry wants its key. */
  public static final String KEY_HEADER = "X-Registry-Key";

  private static final String LOOPBACK = "127.0.0.1";
  private static final String MCP_PATH = "/mcp";
  private static final String JOURNAL_PATH = "/journal";

  /** Held, because the platform forgets the level of a logger that nobody holds. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private final Journal journal = new Journal();
  private final Tomcat tomcat = new Tomcat();
  private final McpSyncServer server;

  private ModelRegistry(String key, int port, Path directory) throws LifecycleException {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(Json.FOR_SDK)
            .mcpEndpoint(MCP_PATH)
            .build();
    this.server = server(transport);
    tomcat.setBaseDir(directory.toString());
    // At a stop Tomcat warns of the SDK's threads, which end with the process.
    TOMCAT.setLevel(Level.SEVERE);
    tomcat.setConnector(connector(port));
    Context context = tomcat.addContext("", directory.toString());
    Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
    context.addServletMappingDecoded(MCP_PATH, "mcp");
    Tomcat.addServlet(context, "journal", new JournalServlet(journal));
    context.addServletMappingDecoded(JOURNAL_PATH, "journal");
    guard(context, new KeyFilter(key, journal));
    tomcat.start();
  }

  /**
   * Opens the registry.
   *
   * @param key the key that every request must carry
   * @param port the port on loopback, or 0 for any
   * @param directory an existing directory of its own, for Tomcat's working files
   * @throws IOException when it cannot listen there
   */
  public static ModelRegistry open(String key, int port, Path directory) throws IOException {
    Files.createDirectories(directory);
    try {
      return new ModelRegistry(key, port, directory);
    } catch (LifecycleException e) {
      throw new IOException("the model registry cannot listen on port " + port, e);
    }
  }

  /** Where MCP is spoken. */
  public URI endpoint() {
    return URI.create("http://" + LOOPBACK + ":" + port() + MCP_PATH);
  }

  /** Where the journal can be read, without a key. */
  public URI journalPage() {
    return URI.create("http://" + LOOPBACK + ":" + port() + JOURNAL_PATH);
  }

  /** The port that it listens on. */
  public int port() {
    return tomcat.getConnector().getLocalPort();
  }

  /** What has reached the registry. */
  public Journal journal() {
    return journal;
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      tomcat.stop();
      tomcat.destroy();
    } catch (LifecycleException e) {
      throw new IOException("the model registry did not stop", e);
    }
  }

  private McpSyncServer server(HttpServletStreamableServerTransportProvider transport) {
    Catalog catalog = new Catalog();
    Cards cards = new Cards(catalog, journal);
    return McpServer.sync(transport)
        .jsonMapper(Json.FOR_SDK)
        .serverInfo("model-registry", "1.0.0")
        .instructions("A registry of machine-learning models.")
        .capabilities(
            ServerCapabilities.builder().tools(true).resources(false, true).prompts(true).build())
        .tools(
            Stream.concat(
                    new ReadingTools(catalog, journal).specifications().stream(),
                    new ActingTools(catalog, journal).specifications().stream())
                .toList())
        .resources(cards.resources())
        .prompts(cards.prompt())
        .build();
  }

  private static Connector connector(int port) {
    Connector connector = new Connector();
    connector.setProperty("address", LOOPBACK);
    connector.setPort(port);
    connector.setThrowOnFailure(true);
    connector.getProtocolHandler().setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    return connector;
  }

  private static void guard(Context context, KeyFilter filter) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("key");
    definition.setFilter(filter);
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("key");
    mapping.addURLPatternDecoded(MCP_PATH);
    context.addFilterMap(mapping);
  }
}
