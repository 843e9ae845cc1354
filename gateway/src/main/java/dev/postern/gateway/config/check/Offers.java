package dev.postern.gateway.config.check;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.PartSettings;
import dev.postern.gateway.config.PostgresSettings;
import dev.postern.gateway.config.TargetSettings;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import dev.postern.kernel.approval.Wording;
import dev.postern.kernel.cedar.Wildcard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a target offers, held against what its file says: what no file describes, what is described
 * and not there, and what should be looked at. Where the inventory is cut, nothing is called
 * missing.
 */
public final class Offers {
  /** Of a longer name only its beginning stands in a sentence. */
  private static final int LONGEST_NAME = 200;

  private static final String UNCOVERED =
      "describe it in the target's file; until then no action group covers it, and only a rule that"
          + " permits every action does";

  private final Configuration configuration;
  private final Inventory inventory;
  private final List<Offer> found = new ArrayList<>();

  private Offers(Configuration configuration, Inventory inventory) {
    this.configuration = configuration;
    this.inventory = inventory;
  }

  /** The findings, in the order of things; none for a target that is not configured. */
  public static List<Offer> of(Configuration configuration, Inventory inventory) {
    Offers offers = new Offers(configuration, inventory);
    TargetSettings mcp = configuration.targets().get(inventory.target());
    PostgresSettings server = configuration.databases().get(inventory.target());
    if (mcp != null) {
      offers.look(mcp);
    }
    if (server != null) {
      offers.look(server);
    }
    offers.hidden();
    offers.found.sort(Comparator.comparing(Offer::item, Item.ORDER).thenComparing(Offer::code));
    return List.copyOf(offers.found);
  }

  private void look(TargetSettings target) {
    TargetSettings.Parts parts = target.parts();
    Stanzas stanzas = new Stanzas(configuration.classes().keySet(), inventory);
    inventory
        .of(Kind.TOOL)
        .filter(tool -> !parts.tools().containsKey(tool.name()))
        .forEach(tool ->
            found.add(
                Offer.of(Code.UNDESCRIBED, tool, "the target offers a tool that is new", UNCOVERED)
                    .with(stanzas.tool(tool))));
    inventory
        .of(Kind.PROMPT)
        .filter(prompt -> !parts.prompts().containsKey(prompt.name()))
        .forEach(prompt ->
            found.add(
                Offer.of(
                        Code.UNDESCRIBED,
                        prompt,
                        "the target offers a prompt that is new",
                        "describe it in the target's file, where it has tags or classed content")
                    .with(stanzas.prompt(prompt))));
    missing(Kind.TOOL, parts.tools().keySet());
    missing(Kind.PROMPT, parts.prompts().keySet());
    resources(parts.resources().keySet());
    OfferedFields fields = new OfferedFields(target, inventory);
    for (Map.Entry<String, PartSettings> tool : parts.tools().entrySet()) {
      found.addAll(fields.of(tool.getKey(), tool.getValue()));
    }
  }

  private void missing(Kind kind, Set<String> described) {
    if (!inventory.whole(kind)) {
      return;
    }
    Set<String> offered = new HashSet<>();
    inventory.of(kind).forEach(item -> offered.add(item.name()));
    for (String name : new TreeSet<>(described)) {
      if (!offered.contains(name)) {
        found.add(
            Offer.of(
                Code.NOT_OFFERED,
                new Item(kind, name, Map.of()),
                "the target's file describes it, and the target does not offer it",
                "take it out of the file, or mend its name; rules that name it never count"));
      }
    }
  }

  /** A template may make any resource, so with one nothing is called missing. */
  private void resources(Set<String> patterns) {
    boolean known =
        inventory.whole(Kind.RESOURCE)
            && inventory.whole(Kind.TEMPLATE)
            && inventory.of(Kind.TEMPLATE).findAny().isEmpty();
    if (!known) {
      return;
    }
    for (String pattern : new TreeSet<>(patterns)) {
      Wildcard fits = new Wildcard(List.of(pattern.split("\\*", -1)));
      if (inventory.of(Kind.RESOURCE).map(Item::name).noneMatch(fits::matches)) {
        found.add(
            Offer.of(
                Code.NOT_OFFERED,
                new Item(Kind.RESOURCE, pattern, Map.of()),
                "the target's file describes it, and the target lists no such resource",
                "take it out of the file, or mend it"));
      }
    }
  }

  private void look(PostgresSettings server) {
    Set<String> named = new HashSet<>(server.parts().databases().keySet());
    Stanzas stanzas = new Stanzas(configuration.classes().keySet(), inventory);
    inventory
        .of(Kind.DATABASE)
        .filter(database -> !named.contains(database.name()))
        .filter(database -> !database.name().equals(server.database()))
        .filter(database -> !database.fact("template").equals("yes"))
        .forEach(database ->
            found.add(
                Offer.of(
                        Code.UNDESCRIBED,
                        database,
                        "the server has a database that its file says nothing of",
                        "name it with its tags and the classes of what it holds; rules speak of it"
                            + " as any other part of the server")
                    .with(stanzas.database(database))));
    missing(Kind.DATABASE, named);
    sensitiveColumns(server);
  }

  private void sensitiveColumns(PostgresSettings server) {
    for (Item database : inventory.of(Kind.DATABASE).toList()) {
      boolean looked = database.fact("looked").equals("yes");
      boolean classed =
          Optional.ofNullable(server.parts().databases().get(database.name()))
              .filter(part -> !part.classes().isEmpty())
              .isPresent();
      List<String> columns =
          inventory
              .of(Kind.COLUMN)
              .map(Item::name)
              .filter(Sensitive::looks)
              .map(name -> Wording.quoted(name, LONGEST_NAME))
              .toList();
      if (looked && !classed && !columns.isEmpty()) {
        found.add(
            Offer.of(
                Code.LOOKS_SENSITIVE,
                database,
                "by their names "
                    + columns.size()
                    + (columns.size() == 1 ? " column" : " columns")
                    + " may need a class: "
                    + Stanzas.some(columns),
                "give the database the classes of what it holds; who may not reveal all of them is"
                    + " not let in"));
      }
    }
  }

  private void hidden() {
    for (Item item : inventory.items()) {
      long hidden = item.hidden();
      if (hidden > 0) {
        found.add(
            Offer.of(
                Code.HIDDEN_TEXT,
                item,
                hidden
                    + " characters of what the target says of it do not show on a screen, and are"
                    + " read by a model all the same",
                "ask who runs the target what they are for before anybody's model reads it"));
      }
    }
  }
}
