package dev.postern.gateway.simulator;

import dev.postern.gateway.simulator.net.Chance;
import dev.postern.kernel.approval.ApprovalDesk;
import dev.postern.kernel.approval.Ballot;
import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Request;
import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Principal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The reviewers: they answer some requests, some late, twice or not at all. */
final class Ballots {
  private static final List<String> PEOPLE = List.of("rita", "ron", "ana");

  private final World world;
  private final List<Request> seen = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();

  /**
   * An answer that was taken.
   *
   * @param text the operation that was asked for
   */
  record Cast(String request, String reviewer, boolean approves, String text) {}

  Ballots(World world) {
    this.world = world;
  }

  /** Somebody looks at what is asked, and perhaps answers. */
  void act() {
    if (world.down()) {
      return;
    }
    Chance chance = world.chance();
    String reviewer = chance.of(PEOPLE);
    ApprovalDesk desk = world.life().desk();
    Principal principal = Principal.of(SimulatedProofs.person(reviewer));
    for (Request request : desk.seenBy(principal)) {
      if (seen.stream().noneMatch(known -> known.id().equals(request.id()))) {
        seen.add(request);
      }
    }
    if (seen.isEmpty()) {
      return;
    }
    answer(reviewer, seen.get(seen.size() - 1 - chance.below(Math.min(4, seen.size()))));
  }

  /** Somebody answers what nobody waits for any more. */
  void late() {
    if (world.down()) {
      return;
    }
    seen.stream()
        .filter(request -> !world.now().isBefore(request.until()))
        .reduce((earlier, later) -> later)
        .ifPresent(request -> answer(world.chance().of(PEOPLE), request));
  }

  private void answer(String reviewer, Request request) {
    Chance chance = world.chance();
    Principal principal = Principal.of(SimulatedProofs.person(reviewer));
    boolean approves = !chance.oneIn(6);
    String binding = chance.oneIn(12) ? "another binding" : request.binding();
    Optional<EntryId> recorded = recorded(reviewer);
    if (recorded.isEmpty()) {
      return;
    }
    EntryId entry = recorded.get();
    world.count(!answered.add(reviewer + request.id()), Fault.REVIEWER_TWICE);
    world.count(!approves, Fault.REVIEWER_DENIES);
    boolean late = !world.now().isBefore(request.until());
    world.count(late, Fault.REVIEWER_LATE);
    world
        .watch()
        .counted(entry, new Cast(request.id(), reviewer, approves, request.subject().text()));
    try {
      world.life().desk().answer(new Ballot(request.id(), binding, principal, approves, entry, ""));
      if (late) {
        throw new Broken("an answer that came too late was taken");
      }
      if (!binding.equals(request.binding())) {
        throw new Broken("an answer to something else was taken");
      }
      if (world.operator().locked().contains(reviewer)) {
        throw new Broken("the answer of somebody who is locked was taken");
      }
    } catch (BallotException | IOException turnedAway) {
      world.watch().uncounted(entry);
    }
  }

  private Optional<EntryId> recorded(String reviewer) {
    try {
      return Optional.of(world.life().trail().asked(reviewer, "answer"));
    } catch (IOException notTaken) {
      return Optional.empty();
    }
  }
}
