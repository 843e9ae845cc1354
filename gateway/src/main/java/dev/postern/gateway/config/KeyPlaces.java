package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Node;
import dev.postern.gateway.config.yaml.Place;
import dev.postern.gateway.config.yaml.Reading;
import dev.postern.gateway.config.yaml.YamlDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where keys stand in a main file that was loaded before. */
public final class KeyPlaces {
  private final Optional<Node> root;
  private final Place file;

  private KeyPlaces(Optional<Node> root, Place file) {
    this.root = root;
    this.file = file;
  }

  /** Those of a file; it is read again, so what cannot be read has the file's place. */
  public static KeyPlaces of(Path main) {
    Reading reading = Reading.from(Path.of(""));
    Optional<Node> root =
        new SourceFiles(reading)
            .text(main)
            .flatMap(text -> YamlDocument.read(main.toString(), text, reading.problems()));
    return new KeyPlaces(root, Place.of(main.toString()));
  }

  /**
   * The place of a key, or of the nearest section above it that is there.
   *
   * @param key from the top of the file, for example {@code limits.stop}
   */
  public Place of(String key) {
    Optional<Node> at = root;
    Place place = file;
    for (String name : key.split("\\.")) {
      Optional<Node.Entry> entry = at.flatMap(node -> entry(node, name));
      if (entry.isEmpty()) {
        return place;
      }
      place = entry.get().key().place();
      at = entry.map(Node.Entry::value);
    }
    return place;
  }

  private static Optional<Node.Entry> entry(Node node, String name) {
    return node instanceof Node.Entries(Place place, List<Node.Entry> entries)
        ? entries.stream().filter(entry -> entry.key().text().equals(name)).findFirst()
        : Optional.empty();
  }
}
