package dev.postern.gateway.config.yaml;

/**
 * A value's place and key, and where to say that it is wrong.
 *
 * @param reading the load that it belongs to
 * @param place where the value stands
 * @param key its key, from the top of its file
 */
public record Spot(Reading reading, Place place, String key) {
  /** Notes that this value is wrong. */
  public void problem(String what, String expected) {
    reading.problems().add(place, key, what, expected);
  }

  Spot at(Node node, String below) {
    return new Spot(reading, node.place(), below);
  }
}
