package dev.postern.gateway.scan;

import dev.postern.gateway.drive.OwnClient;
import dev.postern.gateway.drive.OwnClients;
import dev.postern.gateway.drive.StreamFactory;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Looks at targets, one scan of each at a time. What it asks is asked by {@code
 * Postern::"scanner"}, whom policy decides on as on everybody, and recorded before it is sent. Any
 * thread that may block.
 */
public final class Scanner {
  /** Who asks, as policy names it: {@code Postern::"scanner"}. */
  public static final String NAME = "scanner";

  private final OwnClients clients;
  private final ScanLimits limits;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final Running running;

  /**
   * A scanner.
   *
   * @param nanos a clock that only runs forward, such as {@link System#nanoTime}
   */
  public Scanner(OwnClients clients, ScanLimits limits, InstantSource clock, LongSupplier nanos) {
    this.clients = clients;
    this.limits = limits;
    this.clock = clock;
    this.nanos = nanos;
    this.running = new Running(limits.atOnce());
  }

  /** A look at one target. */
  private interface Look {
    Inventory look(SignIn as, Budget budget, Instant now) throws ScanFault, InterruptedException;
  }

  /**
   * What a scan is for.
   *
   * @param target the target's name
   * @param request what it was asked by, which its entries in the ledger name
   * @param stands whether who asked is still welcome; once not, nothing more is asked
   */
  public record Asked(String target, String request, SignIn.Ground stands) {}

  /**
   * What an MCP target offers.
   *
   * @param path the target's path at the gateway
   */
  public Inventory mcp(Asked asked, String path) throws ScanFault, InterruptedException {
    return alone(
        asked,
        (as, budget, now) ->
            new McpScan(new McpTalk(clients, as, path, budget), limits).look(asked.target(), now));
  }

  /**
   * What a PostgreSQL target offers.
   *
   * @param account as which account
   * @param database which of its databases
   * @param sessions makes sessions as they are for clients of its protocol, which are asked for no
   *     TLS
   */
  public Inventory postgres(Asked asked, String account, String database, StreamFactory sessions)
      throws ScanFault, InterruptedException {
    return alone(
        asked,
        (as, budget, now) -> {
          try (OwnClient client = clients.open(as, sessions, budget.octets())) {
            PostgresTalk talk = new PostgresTalk(client, budget);
            talk.open(account, asked.target() + "/" + database);
            Inventory inventory = new PostgresScan(talk, limits).look(asked.target(), now);
            talk.end();
            return inventory;
          }
        });
  }

  private Inventory alone(Asked asked, Look look) throws ScanFault, InterruptedException {
    running.begin(asked.target());
    try {
      Instant now = clock.instant();
      return look.look(as(now, asked), new Budget(limits, nanos), now);
    } finally {
      running.end(asked.target());
    }
  }

  private SignIn as(Instant now, Asked asked) {
    Party party =
        new Party(
            Party.Kind.POSTERN,
            new Identity("gateway", "scan of " + asked.request()),
            NAME,
            Set.of(),
            Optional.empty());
    return new SignIn(
        Principal.of(party),
        now,
        now.plus(limits.whole()).plus(limits.answer()),
        "scan",
        asked.stands());
  }
}
