package dev.postern.acceptance.served;

import dev.postern.demo.wire.Json;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;

/**
 * A server of the official Java SDK with one tool, {@code run}, that wants one key in every
 * request: the one that it was given last, and no other from that moment on.
 */
final class KeyedServer implements AutoCloseable {
  private static final String PATH = "/mcp";

  /** Held, because the platform forgets the level of a logger that nobody holds. */
  private static final Logger TOMCAT = Logger.getLogger("org.apache");

  private final Tomcat tomcat = new Tomcat();
  private final McpSyncServer server;
  private final AtomicLong executed = new AtomicLong();
  private volatile String key;

  KeyedServer(Path folder, String key) throws IOException, LifecycleException {
    this.key = key;
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(Json.FOR_SDK)
            .mcpEndpoint(PATH)
            .build();
    server =
        McpServer.sync(transport)
            .jsonMapper(Json.FOR_SDK)
            .serverInfo("keyed", "1")
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .tools(tool())
            .build();
    TOMCAT.setLevel(Level.SEVERE);
    tomcat.setBaseDir(Files.createDirectories(folder).toString());
    Connector connector = new Connector();
    connector.setProperty("address", "127.0.0.1");
    connector.setPort(0);
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "mcp", transport).setAsyncSupported(true);
    context.addServletMappingDecoded(PATH, "mcp");
    guard(context);
    tomcat.start();
  }

  private SyncToolSpecification tool() {
    return new SyncToolSpecification(
        Tool.builder("run", Json.FOR_SDK, "{\"type\":\"object\"}").build(),
        (exchange, call) ->
            CallToolResult.builder()
                .addTextContent(Long.toString(executed.incrementAndGet()))
                .build());
  }

  private void guard(Context context) {
    FilterDef definition = new FilterDef();
    definition.setFilterName("key");
    definition.setFilter(new OneKey());
    definition.setAsyncSupported("true");
    context.addFilterDef(definition);
    FilterMap mapping = new FilterMap();
    mapping.setFilterName("key");
    mapping.addURLPatternDecoded(PATH);
    context.addFilterMap(mapping);
  }

  /** Lets in who has the key. */
  private final class OneKey implements Filter {
    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
        throws IOException, ServletException {
      if (("Bearer " + key).equals(((HttpServletRequest) request).getHeader("Authorization"))) {
        chain.doFilter(request, response);
      } else {
        ((HttpServletResponse) response).setStatus(HttpServletResponse.SC_UNAUTHORIZED);
      }
    }
  }

  /** The former key is worth nothing any more. */
  void takes(String other) {
    key = other;
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + PATH);
  }

  /** How often its tool ran. */
  long executed() {
    return executed.get();
  }

  @Override
  public void close() throws LifecycleException {
    server.close();
    tomcat.stop();
    tomcat.destroy();
  }
}
