package dev.postern.gateway.config.yaml;

import dev.postern.kernel.operation.Value;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Forms of values with a unit or a syntax of their own. */
public final class Units {
  private static final Pattern DURATION = Pattern.compile("[0-9]{1,9}(?:ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,9}(?:B|KiB|MiB|GiB)");
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\\x00-\\x1f\\x7f]{1,2000}");
  private static final Pattern MOMENT =
      Pattern.compile(
          "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[-+][0-9]{2}:[0-9]{2})");
  private static final Pattern FILE = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,1000}");

  private Units() {}

  /** A length of time within bounds, both included, written {@code 500ms 30s 5m 8h 2d}. */
  public static Form<Duration> duration(Duration least, Duration most) {
    String expected =
        "a time from " + told(least) + " to " + told(most) + ", as 500ms, 30s, 5m, 8h or 2d";
    return new Measure<>(
        Scalars.measure(
            DURATION,
            expected,
            text ->
                Optional.of(duration(text))
                    .filter(time -> time.compareTo(least) >= 0 && time.compareTo(most) <= 0)),
        Units::told,
        least,
        most);
  }

  /**
   * What is written with a unit. JSON Schema has no words for the ends of such a range, and a
   * keyword of ours would be an error to strict validators: the ends are its examples.
   */
  private record Measure<T>(Form<T> plain, Function<T, String> told, T least, T most)
      implements Form<T> {
    @Override
    public Optional<T> read(Node node, Spot spot) {
      return plain.read(node, spot);
    }

    @Override
    public Value.MapOf schema() {
      Value from = Schemas.text(told.apply(least));
      Value to = Schemas.text(told.apply(most));
      return Schemas.with(plain.schema(), "examples", new Value.ListOf(List.of(from, to)));
    }

    @Override
    public Optional<Value> written(T value) {
      return Optional.of(Schemas.text(told.apply(value)));
    }
  }

  private static Duration duration(String text) {
    int digits = text.endsWith("ms") ? text.length() - 2 : text.length() - 1;
    long count = Long.parseLong(text.substring(0, digits));
    return switch (text.substring(digits)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  /** A time as configuration writes it, in the largest unit that holds it exactly. */
  static String told(Duration time) {
    long millis = time.toMillis();
    if (millis % 1000 != 0 || millis == 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }

  /** A number of bytes within bounds, both included, written {@code 512B 64KiB 4MiB 1GiB}. */
  public static Form<Long> size(long least, long most) {
    String expected =
        "a size from " + told(least) + " to " + told(most) + ", as 512B, 64KiB, 4MiB or 1GiB";
    return new Measure<>(
        Scalars.measure(
            SIZE,
            expected,
            text -> Optional.of(size(text)).filter(bytes -> bytes >= least && bytes <= most)),
        Units::told,
        least,
        most);
  }

  private static long size(String text) {
    int unit = text.endsWith("iB") ? text.length() - 3 : text.length() - 1;
    int shift = 10 * "BKMG".indexOf(text.charAt(unit));
    return Long.parseLong(text.substring(0, unit)) << shift;
  }

  /** A size as configuration writes it. */
  static String told(long bytes) {
    String units = "BKMG";
    int unit = 0;
    long count = bytes;
    while (unit < 3 && count >= 1024 && count % 1024 == 0) {
      count /= 1024;
      unit++;
    }
    return count + (unit == 0 ? "B" : units.charAt(unit) + "iB");
  }

  /** A moment with an offset from UTC (RFC 3339, without fractions). */
  public static Form<Instant> moment() {
    return Scalars.measure(
        MOMENT,
        "a moment with its offset, as 2026-11-30T18:00:00Z",
        text -> {
          try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
          } catch (DateTimeException impossible) {
            return Optional.empty();
          }
        });
  }

  /** An http or https address with a host, without user information or fragment. */
  public static Form<URI> address() {
    return Scalars.text(
        ADDRESS, "an http or https address without user, password or fragment", Units::address);
  }

  private static Optional<URI> address(String text) {
    try {
      URI address = new URI(text);
      boolean good =
          address.getHost() != null
              && address.getRawUserInfo() == null
              && address.getRawFragment() == null
              && address.getPort() <= 65_535
              && address.getPort() != 0;
      return good ? Optional.of(address) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }

  /** A path, relative ones from the directory of the configuration; nothing need be there. */
  public static Form<Path> path() {
    Form<String> text = Scalars.text(FILE, "a path");
    return new Form<>() {
      @Override
      public Optional<Path> read(Node node, Spot spot) {
        return text.read(node, spot).flatMap(written -> resolve(written, spot));
      }

      @Override
      public Value.MapOf schema() {
        return text.schema();
      }
    };
  }

  private static Optional<Path> resolve(String written, Spot spot) {
    try {
      return Optional.of(spot.reading().base().resolve(written).normalize());
    } catch (InvalidPathException unfit) {
      spot.problem("this text is no path here", "a path");
      return Optional.empty();
    }
  }

  /** The path of a file that is there and can be read. */
  public static Form<Path> file() {
    return path()
        .and((path, spot) -> {
          if (Files.isRegularFile(path) && Files.isReadable(path)) {
            return true;
          }
          spot.problem("there is no readable file " + path, "the path of a readable file");
          return false;
        });
  }
}
