package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.grant.GrantDesk;
import dev.postern.kernel.grant.GrantException;
import dev.postern.kernel.grant.Wish;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Grant;
import dev.postern.kernel.policy.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** People who are given a role for a time, who change and end that, and who take it from others. */
final class Borrowers {
  private static final List<String> PEOPLE = List.of("ana", "bob", "cy");
  private static final List<String> TARGETS = List.of(Targets.REGISTRY, Targets.SHOP);

  private final World world;

  Borrowers(World world) {
    this.world = world;
  }

  /** Somebody asks for a grant, or changes or ends one. */
  void act() {
    if (world.down()) {
      return;
    }
    Chance chance = world.chance();
    String person = chance.of(PEOPLE);
    String target = chance.of(TARGETS);
    Optional<Grant> theirs =
        world.lent().running().stream()
            .filter(grant -> grant.person().equals(person) && grant.target().equals(target))
            .findFirst();
    try {
      if (theirs.isPresent()) {
        change(theirs.get(), chance);
      } else {
        begin(person, target, chance);
      }
    } catch (GrantException | IOException turnedAway) {
      // It stands as it was, or the gateway is about to find that it has ended.
      world.answered("grant refused");
    }
  }

  private void begin(String person, String target, Chance chance)
      throws GrantException, IOException {
    Wish wish =
        new Wish(Loans.ROLE, target, time(chance), "to mend it", window(chance), budget(chance));
    GrantDesk.Done done = desk().begin(wish, principal(person), entry(person));
    world.count(true, Fault.GRANT_BEGINS);
    world.lent().runs(done.lending().grant());
  }

  private void change(Grant grant, Chance chance) throws GrantException, IOException {
    Principal holder = principal(grant.person());
    switch (chance.below(6)) {
      case 0, 1 -> {
        GrantDesk.Done done = desk().renew(grant.id(), time(chance), holder, entry(grant.person()));
        world.count(true, Fault.GRANT_RENEWED);
        world.lent().runs(done.lending().grant());
      }
      case 2, 3 -> {
        Wish.Time until = new Wish.Time.Lasting(Duration.ofMillis(1 + chance.below(3_000)));
        GrantDesk.Done done = desk().shorten(grant.id(), until, holder, entry(grant.person()));
        world.count(true, Fault.GRANT_SHORTENED);
        world.lent().runs(done.lending().grant());
      }
      case 4 -> {
        ends(desk().giveBack(grant.id(), holder));
        world.count(true, Fault.GRANT_RETURNED);
      }
      default -> {
        ends(desk().revoke(grant.id(), principal("olga"), "no longer needed"));
        world.count(true, Fault.GRANT_REVOKED);
      }
    }
  }

  private void ends(GrantDesk.Done done) {
    String id = done.lending().grant().id();
    done.settled().thenRun(() -> world.lent().over(List.of(id)));
  }

  private GrantDesk desk() {
    return world.life().loans().desk();
  }

  private static Principal principal(String person) {
    return Principal.of(SimulatedProofs.person(person));
  }

  private EntryId entry(String person) throws IOException {
    return world.life().trail().asked(person, "grant");
  }

  private static Wish.Time time(Chance chance) {
    return new Wish.Time.Lasting(Duration.ofMillis(500 + chance.below(30_000)));
  }

  /** Hours of the day that begin or end soon. */
  private Optional<Window> window(Chance chance) {
    if (!chance.oneIn(4)) {
      return Optional.empty();
    }
    LocalTime now =
        LocalTime.ofInstant(world.now(), ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES);
    return Optional.of(
        new Window(
            EnumSet.allOf(java.time.DayOfWeek.class),
            now.plusMinutes(chance.below(2)),
            now.plusMinutes(2 + chance.below(2)),
            ZoneOffset.UTC));
  }

  private static Budget budget(Chance chance) {
    return new Budget(
        bound(chance, 1 + chance.below(3)),
        bound(chance, 2 + chance.below(8)),
        bound(chance, 100 + chance.below(900)));
  }

  private static OptionalLong bound(Chance chance, long most) {
    return chance.oneIn(2) ? OptionalLong.of(most) : OptionalLong.empty();
  }
}
