package dev.postern.gateway.config.check;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.ConfigurationSource.Loaded;
import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.config.yaml.Problem;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.kernel.cedar.Policy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Everything that is doubtful in a configuration that was loaded. */
public final class Review {
  private Review() {}

  /**
   * The findings, by file and line.
   *
   * @param main the main file, as it was given to the load; loaded without the gateway's own rules,
   *     which are nobody's to change
   */
  public static List<Finding> of(Loaded loaded, Path main) {
    Configuration configuration = loaded.configuration();
    Path parent = main.getParent();
    Notes notes = new Notes(parent == null ? Path.of("") : parent);
    List<Policy> policies = configuration.policies().policies();
    Asks asks = new Asks(configuration);
    for (Problem warning : loaded.warnings()) {
      notes.add(withRule(Finding.of(warning), policies, notes));
    }
    new DeadRules(policies, asks, notes).look();
    new BroadRules(policies, asks, notes).look();
    new LooseNames(configuration, Place.of(main.toString()), notes).look();
    List<Finding> known = once(notes.list());
    Notes more = new Notes(parent == null ? Path.of("") : parent);
    List<Finding> all = new ArrayList<>(Acceptance.of(known, policies, more));
    all.addAll(more.list());
    return inOrder(all);
  }

  /**
   * The findings, with those about what targets offer.
   *
   * @param inventories of targets
   */
  public static List<Finding> of(Loaded loaded, Path main, List<Inventory> inventories) {
    List<Finding> all = new ArrayList<>(of(loaded, main));
    OfferPlaces places = new OfferPlaces(loaded.configuration(), main);
    inventories.forEach(inventory -> all.addAll(places.of(inventory)));
    return inOrder(all);
  }

  private static List<Finding> inOrder(List<Finding> all) {
    return all.stream()
        .sorted(
            Comparator.<Finding, String>comparing(finding -> finding.place().file())
                .thenComparingInt(finding -> finding.place().line())
                .thenComparingInt(finding -> finding.place().column())
                .thenComparing(Finding::code))
        .toList();
  }

  /** Of two findings that say the same of a rule, the one that says it more exactly. */
  private static List<Finding> once(List<Finding> findings) {
    return findings.stream()
        .filter(finding ->
            finding.code() != Code.NEVER_TRUE || !has(findings, Code.CONTRADICTION, finding.rule()))
        .filter(finding ->
            finding.code() != Code.ALWAYS_ASKED
                || !has(findings, Code.PERMITS_EVERYTHING, finding.rule()))
        .toList();
  }

  private static boolean has(List<Finding> findings, Code code, Optional<String> rule) {
    return findings.stream()
        .anyMatch(finding -> finding.code() == code && finding.rule().equals(rule));
  }

  private static Finding withRule(Finding finding, List<Policy> policies, Notes notes) {
    Optional<String> rule =
        policies.stream()
            .filter(policy -> notes.place(policy.at()).equals(finding.place()))
            .map(Policy::id)
            .findFirst();
    return new Finding(
        finding.code(), finding.place(), rule, finding.what(), finding.todo(), finding.accepted());
  }
}
