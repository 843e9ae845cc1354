package dev.postern.testkit.fuzz;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * One reader of bytes that come from outside, and what holds whatever the bytes are.
 *
 * <p>Found by {@link ServiceLoader}: a public class with a constructor without arguments, named in
 * {@code META-INF/services}. Used by one thread.
 */
public interface FuzzTarget {
  /** Its name: small letters and dashes. */
  String name();

  /** What holds for every input, as one sentence without a full stop. */
  String property();

  /** Sound inputs, one character for each byte (ISO 8859-1), from which others are made. */
  List<String> seeds();

  /** Pieces that a mutation may put in, one character for each byte. */
  default List<String> words() {
    return List.of();
  }

  /** The longest input that is worth a try, in bytes. */
  default int longest() {
    return 512;
  }

  /** How many seeded mutations the short run tries. */
  default int rounds() {
    return 400;
  }

  /** Throws, whatever it throws, when the property does not hold for these bytes. */
  void run(byte[] input) throws Exception;

  /** All that are on the class path, by name. */
  static List<FuzzTarget> all() {
    List<FuzzTarget> all = new ArrayList<>();
    ServiceLoader.load(FuzzTarget.class).forEach(all::add);
    all.sort(Comparator.comparing(FuzzTarget::name));
    return all;
  }

  /** The one with this name. */
  static FuzzTarget named(String name) {
    return all().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no fuzz target is called " + name));
  }
}
