package dev.postern.gateway;

import dev.postern.gateway.api.Api;
import dev.postern.gateway.api.Fault;
import dev.postern.gateway.api.Route;
import dev.postern.gateway.api.ScanRoutes;
import dev.postern.gateway.config.check.Offer;
import dev.postern.gateway.config.check.Offers;
import dev.postern.gateway.drive.DataPlane;
import dev.postern.gateway.drive.OwnClients;
import dev.postern.gateway.drive.StreamFactory;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.protocol.postgres.PostgresTarget;
import dev.postern.gateway.scan.ScanFault;
import dev.postern.gateway.scan.ScanLimits;
import dev.postern.gateway.scan.Scanner;
import dev.postern.kernel.identity.SignIn;
import dev.postern.kernel.identity.Standing;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/** What REST tells of targets that were looked at: what they offer, and what their files know. */
final class Scans implements ScanRoutes.Scanning {
  private final Supplier<Published> published;
  private final StreamFactory sessions;
  private volatile Optional<Ways> ways = Optional.empty();

  /** What there is once operations are taken. */
  private record Ways(Scanner scanner, InstantSource clock, Standing standing) {
    /** A scan stands as long as who asked for it: a lock on them ends it. */
    Scanner.Asked asked(ScanRoutes.Wanted wanted) {
      SignIn by = wanted.by();
      Instant now = clock.instant();
      Standing.Visit visit =
          new Standing.Visit(by, Api.TARGET, "", now, ScanLimits.DEFAULT.whole().multipliedBy(2));
      return new Scanner.Asked(
          wanted.target(),
          wanted.request(),
          () -> standing.objection(visit, clock.instant()).isEmpty());
    }
  }

  /**
   * @param published the configuration in force
   * @param sessions makes the sessions of PostgreSQL that the gateway opens itself
   */
  Scans(Supplier<Published> published, StreamFactory sessions) {
    this.published = published;
    this.sessions = sessions;
  }

  /** From now on there is a way to targets. */
  void open(DataPlane plane, InstantSource clock, Standing standing) {
    Scanner scanner =
        new Scanner(new OwnClients(plane), ScanLimits.DEFAULT, clock, System::nanoTime);
    ways = Optional.of(new Ways(scanner, clock, standing));
  }

  /** What REST can do here. */
  List<Route> routes() {
    return new ScanRoutes(this).routes();
  }

  @Override
  public Map<String, Object> scan(ScanRoutes.Wanted wanted) throws Fault, InterruptedException {
    Published at = published.get();
    try {
      Inventory inventory = look(at, wanted);
      return told(inventory, Offers.of(at.configuration(), inventory));
    } catch (ScanFault fault) {
      throw new Fault(status(fault.why()), String.valueOf(fault.getMessage()));
    }
  }

  private Inventory look(Published at, ScanRoutes.Wanted wanted)
      throws Fault, ScanFault, InterruptedException {
    String name = wanted.target();
    Ways open = ways.orElseThrow(() -> new Fault(503, "the gateway is starting"));
    Scanner.Asked asked = open.asked(wanted);
    if (at.mcpTarget(name).isPresent()) {
      if (wanted.account().isPresent() || wanted.database().isPresent()) {
        throw new Fault(400, name + " speaks MCP: it has no accounts and no databases");
      }
      return open.scanner().mcp(asked, Wiring.MCP_PATH + name);
    }
    Optional<PostgresTarget> server = at.database(name);
    if (server.isPresent()) {
      return open.scanner()
          .postgres(
              asked,
              account(server.get(), wanted.account()),
              wanted.database().orElse(server.get().database()),
              sessions);
    }
    throw new Fault(404, "there is no target of that name that can be scanned");
  }

  private static String account(PostgresTarget server, Optional<String> wanted) throws Fault {
    Set<String> accounts = server.accounts().keySet();
    if (wanted.isPresent() && !accounts.contains(wanted.get())) {
      throw new Fault(404, server.name() + " has no account of that name");
    }
    if (wanted.isEmpty() && accounts.size() != 1) {
      throw new Fault(
          400,
          "say as which account "
              + server.name()
              + " is to be looked at: "
              + String.join(", ", new TreeSet<>(accounts)));
    }
    return wanted.orElseGet(() -> accounts.iterator().next());
  }

  private static int status(ScanFault.Why why) {
    return switch (why) {
      case REFUSED -> 403;
      case UNKNOWN -> 404;
      case BUSY -> 429;
      case TARGET, CREDENTIAL -> 502;
      case UNABLE -> 503;
      case LATE -> 504;
    };
  }

  private static Map<String, Object> told(Inventory inventory, List<Offer> offers) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("inventory", told(inventory));
    told.put("findings", offers.stream().map(Scans::told).toList());
    return told;
  }

  private static Map<String, Object> told(Inventory inventory) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("format", 1);
    told.put("target", inventory.target());
    told.put("protocol", inventory.protocol());
    told.put("server", inventory.server());
    told.put("taken", inventory.taken().toString());
    told.put("items", inventory.items().stream().map(Scans::told).toList());
    told.put(
        "cuts",
        inventory.cuts().stream()
            .map(cut -> Map.of("kind", cut.kind().word(), "why", cut.why()))
            .toList());
    return told;
  }

  private static Map<String, Object> told(Item item) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("kind", item.kind().word());
    told.put("name", item.name());
    told.put("facts", item.facts());
    return told;
  }

  private static Map<String, Object> told(Offer offer) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("code", offer.code().word());
    told.put("level", offer.code().level().word());
    told.put("kind", offer.item().kind().word());
    told.put("name", offer.item().name());
    told.put("what", offer.what());
    told.put("todo", offer.todo());
    offer.stanza().ifPresent(stanza -> told.put("stanza", stanza));
    return told;
  }
}
