package dev.postern.gateway;

import dev.postern.gateway.api.Api;
import dev.postern.gateway.api.GatewayRoutes;
import dev.postern.gateway.api.Route;
import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.credential.Leases;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.drive.DataPlaneSettings;
import dev.postern.gateway.front.Documents;
import dev.postern.gateway.ledger.FileLedger;
import dev.postern.gateway.net.KeepAlive;
import dev.postern.gateway.net.stream.StreamListener;
import dev.postern.gateway.ops.trace.Tracing;
import dev.postern.gateway.page.Page;
import dev.postern.gateway.protocol.mcp.McpFront;
import dev.postern.gateway.protocol.mcp.McpSessions;
import dev.postern.gateway.signin.HttpIntrospection;
import dev.postern.gateway.signin.HttpIssuerFetch;
import dev.postern.gateway.signin.KeyTimes;
import dev.postern.gateway.signin.SignInDesk;
import dev.postern.gateway.signin.SignInLimits;
import dev.postern.gateway.store.ApprovalStore;
import dev.postern.gateway.store.Database;
import dev.postern.gateway.store.GrantStore;
import dev.postern.gateway.store.LockStore;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.gate.Gate;
import dev.postern.kernel.gate.GateLimits;
import dev.postern.kernel.identity.LiveStanding;
import dev.postern.kernel.identity.Locks;
import dev.postern.kernel.policy.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running gateway: every part made and given to those that need it, by hand and in one place.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final Clock clock = Clock.systemUTC();
  private final Watching watching = new Watching();
  private final OpenParts parts = new OpenParts();
  private final Approvals approvals;
  private final Gate gate;
  private final Granting granting;
  private final SignInDesk desk;
  private final VaultSide vaults;
  private final Leases leases;
  private final FileLedger ledger;
  private final ControlTrail trail;
  private final McpSessions mcpSessions;
  private final DataPlane plane;
  private final PostgresSide postgresSide;
  private final Page page;
  private final Optional<StreamListener> postgres;
  private final AtomicReference<Published> published;
  private final Reloads reloads;
  private final List<Route> routes;
  private final Draining draining;
  private final Scans scans;

  private Gateway(Path file, Configuration configuration) throws IOException {
    this.published = new AtomicReference<>(new Published(configuration, 1, this::rules));
    boolean up = false;
    try {
      Wiring wiring = new Wiring(configuration);
      OwnFolder.make(configuration.data());
      ledger = FileLedger.start(configuration.ledger(), clock);
      parts.add(ledger);
      watching.name(configuration);
      trail = new ControlTrail(watching.counted(ledger), clock);
      parts.add(trail);
      draining = new Draining(trail::note, watching.meters());
      Database database = Database.open(configuration.data().resolve("state.db"));
      parts.add(database);
      LockStore locks = new LockStore(database);
      LiveStanding standing = new LiveStanding(Locks.of(locks.all()));
      HttpIssuerFetch fetch = new HttpIssuerFetch(tls(), KeyTimes.DEFAULT);
      parts.add(fetch);
      vaults = new VaultSide(configuration.data(), clock);
      parts.add(vaults);
      VaultSide.Opened opened = vaults.prepare(configuration);
      opened.inForce();
      leases = new Leases(configuration.credentials(), opened.stores());
      parts.add(leases);
      desk =
          new SignInDesk(
              configuration.signIn(),
              new SignInDesk.Tools(
                  fetch,
                  SignInLimits.DEFAULT,
                  KeyTimes.DEFAULT,
                  clock,
                  new SignInDesk.Asking(
                      new HttpIntrospection(fetch, leases),
                      System::nanoTime,
                      new Reviews(this::review)::soon)));
      parts.add(desk);
      tellMissing(leases.refresh());
      approvals =
          new Approvals(
              new ApprovalDesk.Records(new ApprovalStore(database), new DeskNotes(trail)),
              configuration.approvals().desk(),
              standing,
              clock);
      parts.add(approvals);
      gate =
          new Gate(
              published.get().rules(),
              standing,
              clock,
              GateLimits.DEFAULT,
              Optional.of(approvals.people()));
      granting =
          new Granting(
              new GrantStore(database),
              new Granting.Parts(
                  gate,
                  standing,
                  trail,
                  clock,
                  () -> published.get().configuration(),
                  this::tellSessions));
      parts.add(granting);
      mcpSessions =
          new McpSessions(
              configuration.limits().mcp(configuration.approvals()),
              new SecureRandom(),
              this::mcpTarget);
      postgresSide = new PostgresSide(published::get, gate, trail, clock);
      scans = new Scans(published::get, postgresSide::own);
      Api api = api(standing, locks);
      routes = api.routes();
      page =
          PageSide.page(configuration, api::open, new PageSide.SignIn(desk, fetch, leases), clock);
      Sessions sessions = new Sessions(api, documents(), new McpFront(mcpSessions, clock), page);
      Tracing tracing = watching.trace(configuration, leases);
      parts.add(tracing);
      // Recorded before anybody can ask: rules that the ledger does not know decide nothing.
      trail.note("postern", "starting", Reloads.digests(configuration));
      plane =
          DataPlane.start(
              DataPlaneSettings.of(
                  configuration.listen(), KeepAlive.finding(configuration.limits().vanished())),
              new DataPlane.Parts(
                  gate,
                  watching.counted(ledger),
                  sessions::open,
                  () -> new SignInProofs(desk, clock),
                  leases,
                  wiring.targets(),
                  wiring.streams(),
                  watching.meters(),
                  tracing));
      parts.add(plane);
      scans.open(plane, clock, standing);
      reloads =
          new Reloads(
              file,
              published,
              new Reloads.Parts(
                  gate,
                  plane,
                  desk,
                  leases,
                  vaults,
                  approvals,
                  granting,
                  trail,
                  watching,
                  mcpSessions,
                  postgresSide));
      granting.open();
      plane.listenLocally(configuration.admin().socket());
      postgres = postgresSide.listen(plane);
      watching.listen(
          () -> published.get().configuration(),
          new Watching.Parts(
              gate, plane, standing, approvals, granting, leases, mcpSessions, clock),
          new Ready());
      parts.add(keepTime());
      trail.note("postern", "serving", Map.of());
      up = true;
    } finally {
      if (!up) {
        parts.close();
      }
    }
  }

  /**
   * Starts a gateway. When it returns, operations are taken.
   *
   * @param file where the configuration came from, for {@link #reload}
   * @throws IOException when the ledger, the state, the address or a certificate cannot be used
   */
  public static Gateway start(Path file, Configuration configuration) throws IOException {
    return new Gateway(file, configuration);
  }

  /** The port where PostgreSQL's clients connect; empty when there is none. */
  public OptionalInt postgresPort() {
    return postgres.stream().mapToInt(StreamListener::port).findFirst();
  }

  /** Everything that REST offers. */
  List<Route> routes() {
    return routes;
  }

  /** The port of the listener. */
  public int port() {
    return plane.port();
  }

  /**
   * Reads the configuration again and puts it in force, all of it or nothing.
   *
   * @param by who asked
   */
  public GatewayRoutes.Outcome reload(String by) {
    return reloads.reload(by);
  }

  /** What a reload would do now; nothing is changed. */
  public GatewayRoutes.Preview preview() {
    return reloads.preview();
  }

  /** Stops accepting and lets open operations end. */
  public boolean drain(Duration atMost) throws InterruptedException {
    return drain(Duration.ZERO, atMost);
  }

  /**
   * Comes to the stop: says so, then takes nothing new, then lets open operations end.
   *
   * @param notice how long it only says so
   * @param atMost how long open operations may take
   * @return whether all have ended
   */
  boolean drain(Duration notice, Duration atMost) throws InterruptedException {
    return draining.run(Draining.Plane.of(plane), notice, atMost);
  }

  /** How it comes to its stop. */
  Draining draining() {
    return draining;
  }

  /** Has a drain wait for nothing any more. */
  void hurry() {
    draining.hurry();
  }

  @Override
  public void close() {
    draining.begin();
    trail.noteQuietly("postern", "stopping", Map.of());
    parts.close();
  }

  private Api api(LiveStanding standing, LockStore locks) {
    Rest rest =
        new Rest(
            new Rest.Parts(
                gate,
                standing,
                locks,
                trail,
                clock,
                published::get,
                new Reloading(),
                draining,
                approvals::erase));
    return rest.with(postgresSide.routes())
        .with(approvals.routes(rest.replay(), clock))
        .with(granting.routes())
        .with(scans.routes())
        .api();
  }

  private final class Ready implements Watching.Readiness {
    @Override
    public Optional<String> unready() {
      return Gateway.this.unready();
    }

    @Override
    public boolean stopping() {
      return draining.stopping();
    }

    @Override
    public Documents documents() {
      return Gateway.this.documents();
    }
  }

  /** REST is made before what it asks to reload. */
  private final class Reloading implements GatewayRoutes.Reloader {
    @Override
    public GatewayRoutes.Outcome reload(String by) {
      return reloads.reload(by);
    }

    @Override
    public GatewayRoutes.Preview preview() {
      return reloads.preview();
    }
  }

  private Documents documents() {
    return new Documents(this::unready, path -> published.get().metadata(path));
  }

  private Optional<String> unready() {
    if (draining.stopping()) {
      return Optional.of("stopping");
    }
    return ledger.trouble();
  }

  private Optional<dev.postern.gateway.protocol.mcp.McpTarget> mcpTarget(String name) {
    return published.get().mcpTarget(name);
  }

  private void tellSessions() {
    plane.rulesChanged();
  }

  private Rules rules() {
    return gate.rules();
  }

  /** Completes when every event loop has ended a turn that began after this. */
  CompletableFuture<Void> review() {
    return gate.review();
  }

  private Time keepTime() {
    return Time.start(
        gate,
        clock,
        new Time.Chores(this::tend, this::readSecrets, desk::askIssuers, plane::rulesChanged));
  }

  private void readSecrets() {
    tellMissing(leases.refresh());
    vaults.tend(leases::owing);
  }

  private void tend() {
    desk.tend();
    postgresSide.tend();
  }

  static void tellMissing(Set<String> missing) {
    if (!missing.isEmpty()) {
      LOG.warn("no credential can be had for {}; their operations fail until it can", missing);
    }
  }

  private static SSLContext tls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has TLS", absent);
    }
  }
}
