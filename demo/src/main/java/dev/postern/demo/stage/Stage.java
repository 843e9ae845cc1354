package dev.postern.demo.stage;

import dev.postern.demo.issuer.Cast;
import dev.postern.demo.issuer.DevelopmentIssuer;
import dev.postern.demo.registry.Journal;
import dev.postern.demo.registry.ModelRegistry;
import dev.postern.demo.shop.Shop;
import dev.postern.demo.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Everything that the demo runs, from when it is set until it is closed. */
public final class Stage implements AutoCloseable {
  private final Path directory;
  private final Addresses addresses;
  private final Launcher launcher;
  private final Configuration configuration;
  private final ModelRegistry registry;
  private final String registryKey;
  private final Map<String, String> shopPasswords;
  private final Shop shop;
  private final DevelopmentIssuer issuer;
  private final GatewayProcess gateway;
  private final List<Pass> passes;

  private Stage(Path directory, Launcher launcher, Consumer<String> progress) throws IOException {
    this.directory = directory;
    this.launcher = launcher;
    this.registryKey = "registry-key-" + secret();
    progress.accept("starting the model registry, an MCP server on the official Java SDK");
    this.registry = registry(registryKey, directory.resolve("registry"));
    this.addresses = new Addresses(registry.port() - 1);
    this.shopPasswords = Map.of(Shop.READING, secret(), Shop.SERVICE, secret());
    progress.accept("starting the shop's database, a PostgreSQL server");
    this.shop = Shop.open(addresses.shop(), directory, shopPasswords);
    progress.accept("starting the development issuer");
    this.issuer =
        DevelopmentIssuer.open(
            addresses.issuer(),
            List.of(
                addresses.mcp().toString(), addresses.sql().toString(), addresses.api().toString()),
            InstantSource.system());
    this.passes = Pass.handedOut(issuer, addresses, InstantSource.system().instant());
    progress.accept("writing the gateway's configuration to " + directory);
    this.configuration =
        Configuration.write(
            directory,
            Map.of(
                "port", Integer.toString(addresses.gateway()),
                "url", addresses.base().toString(),
                "issuer", issuer.identifier(),
                "registry", registry.endpoint().toString(),
                "postgres", Integer.toString(addresses.postgres()),
                "shop", Integer.toString(shop.port())));
    progress.accept("starting the gateway");
    this.gateway =
        GatewayProcess.start(launcher, configuration.main(), credentials(), log(directory));
  }

  /**
   * Starts everything; the gateway may not take operations yet.
   *
   * @param directory an existing directory for everything that is written
   * @param progress told what happens, a line each
   */
  public static Stage set(Path directory, Launcher launcher, Consumer<String> progress)
      throws IOException {
    return new Stage(directory.toRealPath(), launcher, progress);
  }

  /**
   * Returns when all of it takes operations and the files for clients are there.
   *
   * @throws IOException when the gateway does not start, with the end of its log
   */
  public void await() throws IOException, InterruptedException {
    gateway.await(addresses.base());
    for (Pass pass : passes) {
      PrivateFiles.write(tokenFile(pass), pass.token());
      if (pass.use().equals("mcp")) {
        PrivateFiles.write(
            directory.resolve("clients").resolve(pass.holder() + ".json"), clientOf(pass));
      }
    }
  }

  /** Where MCP clients connect. */
  public URI mcp() {
    return addresses.mcp();
  }

  /** The port where PostgreSQL's clients connect. */
  public int postgres() {
    return addresses.postgres();
  }

  /** The gateway's base address, as the command line's {@code --server} wants it. */
  public URI server() {
    return addresses.base();
  }

  /** What tokens say in {@code iss}. */
  public String issuer() {
    return issuer.identifier();
  }

  /** Where anybody can see what reached the registry. */
  public URI journalPage() {
    return registry.journalPage();
  }

  /** What has reached the registry. */
  public Journal journal() {
    return registry.journal();
  }

  /** The registry's own key: a caller must find it nowhere. */
  public String registryKey() {
    return registryKey;
  }

  /** The passwords of the shop's database: a caller must find them nowhere. */
  public Collection<String> shopPasswords() {
    return shopPasswords.values();
  }

  /** Everybody's tokens. */
  public List<Pass> passes() {
    return passes;
  }

  /** Somebody's token for one use. */
  public String token(String holder, String use) {
    return passes.stream()
        .filter(pass -> pass.holder().equals(holder) && pass.use().equals(use))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no token of " + holder + " for " + use))
        .token();
  }

  /** The file that holds a token. */
  public Path tokenFile(Pass pass) {
    return directory.resolve("tokens").resolve(pass.holder() + "." + pass.use());
  }

  /** Everything that the demo writes. */
  public Path directory() {
    return directory;
  }

  /** What the gateway writes. */
  public Path data() {
    return directory.resolve("data");
  }

  /** The gateway's local socket. */
  public Path socket() {
    return data().resolve("postern.sock");
  }

  /** The gateway's log. */
  public Path log() {
    return log(directory);
  }

  /** The gateway's policy files. */
  public Path policies() {
    return configuration.policies();
  }

  /** The gateway's main configuration file. */
  public Path configurationFile() {
    return configuration.main();
  }

  /** The launcher. */
  public Launcher launcher() {
    return launcher;
  }

  /** Runs a command of the command line as the server's own user, over the local socket. */
  public Launcher.Outcome operator(String... words) throws IOException, InterruptedException {
    return launcher.run(Map.of("POSTERN_SOCKET", socket().toString()), List.of(words));
  }

  /** Runs a command of the command line from anywhere, with somebody's token for REST. */
  public Launcher.Outcome from(String holder, String... words)
      throws IOException, InterruptedException {
    return launcher.run(
        Map.of("POSTERN_URL", server().toString(), "POSTERN_TOKEN", token(holder, "api")),
        List.of(words));
  }

  /**
   * What the company's directory did yesterday: the contractor left, his token is still valid.
   *
   * @throws IOException when the gateway does not take the lock
   */
  public void offboard() throws IOException, InterruptedException {
    Launcher.Outcome locked =
        operator("lock", "person", Cast.CARL.subject(), "--reason", "left the company");
    if (locked.status() != 0) {
      throw new IOException("the contractor could not be locked: " + locked.output());
    }
  }

  /** Waits until the gateway ends by itself; returns the end of its log. */
  public String join() throws InterruptedException, IOException {
    int status = gateway.join();
    return "the gateway ended with status " + status + System.lineSeparator() + gateway.lastWords();
  }

  /** Stops everything: the gateway first, so that nothing is asked of what has gone. */
  @Override
  public void close() throws IOException {
    gateway.close();
    issuer.close();
    registry.close();
    shop.close();
  }

  private Map<String, String> credentials() {
    return Map.of(
        "REGISTRY_KEY",
        registryKey,
        "SHOP_READING_PASSWORD",
        shopPasswords.getOrDefault(Shop.READING, ""),
        "SHOP_SERVICE_PASSWORD",
        shopPasswords.getOrDefault(Shop.SERVICE, ""));
  }

  /** Opens the registry at the first free addresses; it being there claims the ones beside it. */
  private static ModelRegistry registry(String key, Path directory) throws IOException {
    for (Addresses addresses : Addresses.all()) {
      if (addresses.free()) {
        try {
          return ModelRegistry.open(key, addresses.registry(), directory);
        } catch (IOException taken) {
          // Another demo was quicker; the next addresses are free or not.
          continue;
        }
      }
    }
    throw new IOException("no five free ports from " + Addresses.FIRST + " on");
  }

  private static Path log(Path directory) {
    return directory.resolve("gateway.log");
  }

  /** A client's configuration, in the form that most of them read. */
  private String clientOf(Pass pass) {
    Map<String, Object> server =
        Map.of(
            "type", "http",
            "url", mcp().toString(),
            "headers", Map.of("Authorization", "Bearer " + pass.token()));
    return Json.indented(Map.of("mcpServers", Map.of("registry", server))) + System.lineSeparator();
  }

  private static String secret() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
