package dev.postern.gateway.config.check;

import dev.postern.gateway.config.Configuration;
import dev.postern.gateway.config.FileDigest;
import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Findings about what targets offer, at the lines of the targets' files that they are about: where
 * the thing is described, or where the file says which target it is. Looks at the texts alone; a
 * file that cannot be read again has no lines.
 */
final class OfferPlaces {
  private final Path base;
  private final Configuration configuration;
  private final Path main;

  /**
   * @param main the main file, as it was given to the load
   */
  OfferPlaces(Configuration configuration, Path main) {
    Path parent = main.getParent();
    this.base = parent == null ? Path.of("") : parent;
    this.configuration = configuration;
    this.main = main;
  }

  /** The findings about one target. */
  List<Finding> of(Inventory inventory) {
    String target = inventory.target();
    if (!configuration.targets().containsKey(target)
        && !configuration.databases().containsKey(target)) {
      return List.of(
          new Finding(
              Code.NOT_OFFERED,
              Place.of(main.toString()),
              Optional.empty(),
              "an inventory is of the target " + target + ", which is not configured",
              "leave it out, or look at the target's name",
              Optional.empty()));
    }
    Optional<File> file = file(target);
    return Offers.of(configuration, inventory).stream()
        .map(offer ->
            new Finding(
                offer.code(),
                place(file, offer.item()),
                Optional.empty(),
                target + ": " + named(offer.item()) + ": " + offer.what(),
                offer.todo(),
                Optional.empty()))
        .toList();
  }

  private static String named(Item item) {
    return item.kind().word() + " " + Stanzas.quoted(item.name());
  }

  /** A target's file with its lines. */
  private record File(String name, List<String> lines) {
    Optional<Integer> line(Pattern pattern) {
      for (int i = 0; i < lines.size(); i++) {
        Matcher found = pattern.matcher(lines.get(i));
        if (found.find()) {
          return Optional.of(i + 1);
        }
      }
      return Optional.empty();
    }
  }

  private Optional<File> file(String target) {
    Pattern name =
        Pattern.compile("^name:\\s*[\"']?" + Pattern.quote(target) + "[\"']?\\s*(#.*)?$");
    for (FileDigest digest : configuration.files()) {
      Path path = base.resolve(digest.name());
      if (digest.name().matches(".*\\.ya?ml")) {
        File file = new File(path.toString(), lines(path));
        if (file.line(name).isPresent()) {
          return Optional.of(file);
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException | RuntimeException unreadable) {
      return List.of();
    }
  }

  /** A place of a tool's reply stands with its tool. */
  private Place place(Optional<File> file, Item item) {
    if (file.isEmpty()) {
      return Place.of(main.toString());
    }
    int mark = item.name().indexOf(" $");
    String part = mark < 0 ? item.name() : item.name().substring(0, mark);
    Pattern described = Pattern.compile("^\\s+[\"']?" + Pattern.quote(part) + "[\"']?\\s*:");
    int line =
        file.get().line(described).or(() -> file.get().line(Pattern.compile("^name:"))).orElse(0);
    return new Place(file.get().name(), line, line == 0 ? 0 : 1);
  }
}
