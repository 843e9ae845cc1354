package dev.postern.gateway.api;

import dev.postern.kernel.grant.Wish;
import dev.postern.kernel.operation.Value;
import dev.postern.kernel.policy.Budget;
import dev.postern.kernel.policy.Window;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What somebody asks for, as REST reads it: nothing unknown, nothing twice, nothing without end.
 */
final class GrantWish {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}");
  private static final Pattern TIME = Pattern.compile("([0-9]{1,6})([smhd])");
  private static final long MOST = 1L << 53;

  private GrantWish() {}

  /** Reads the body of a request for a role. */
  static Wish read(JsonNode body, int longestReason) throws Fault {
    only(body, Set.of("role", "target", "for", "until", "reason", "window", "budget"));
    return new Wish(
        name(body, "role"),
        name(body, "target"),
        time(body),
        reason(body, longestReason),
        window(body),
        budget(body.path("budget")));
  }

  /** Refuses a body that says more than is read. */
  static void only(JsonNode body, Set<String> known) throws Fault {
    for (Map.Entry<String, JsonNode> entry : body.properties()) {
      if (!known.contains(entry.getKey())) {
        throw new Fault(
            400, "only " + String.join(", ", known.stream().sorted().toList()) + " are read here");
      }
    }
  }

  private static String name(JsonNode body, String key) throws Fault {
    JsonNode name = body.path(key);
    if (!name.isString() || !NAME.matcher(name.stringValue()).matches()) {
      throw new Fault(400, "'" + key + "' must be a name");
    }
    return name.stringValue();
  }

  /** Why, which people read. */
  static String reason(JsonNode body, int longest) throws Fault {
    JsonNode reason = body.path("reason");
    if (!reason.isString()
        || reason.stringValue().isBlank()
        || reason.stringValue().length() > longest) {
      throw new Fault(400, "'reason' must be a text of 1 to " + longest + " characters");
    }
    return reason.stringValue();
  }

  /** How long: {@code for} a time, or {@code until} a moment. */
  static Wish.Time time(JsonNode body) throws Fault {
    JsonNode lasting = body.path("for");
    JsonNode until = body.path("until");
    if (lasting.isMissingNode() == until.isMissingNode()) {
      throw new Fault(400, "one of 'for' and 'until' says how long");
    }
    return until.isMissingNode() ? lasting(lasting) : until(until);
  }

  private static Wish.Time lasting(JsonNode said) throws Fault {
    Matcher form = TIME.matcher(said.isString() ? said.stringValue() : "");
    long count = form.matches() ? Long.parseLong(form.group(1)) : 0;
    if (count == 0) {
      throw new Fault(400, "'for' must be a time as 30m, 8h or 2d");
    }
    return new Wish.Time.Lasting(
        switch (form.group(2)) {
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          case "h" -> Duration.ofHours(count);
          default -> Duration.ofDays(count);
        });
  }

  private static Wish.Time until(JsonNode said) throws Fault {
    try {
      return new Wish.Time.Until(Instant.parse(said.isString() ? said.stringValue() : ""));
    } catch (DateTimeException none) {
      throw new Fault(400, "'until' must be a moment as 2026-11-21T18:00:00Z");
    }
  }

  private static Optional<Window> window(JsonNode body) throws Fault {
    JsonNode said = body.path("window");
    if (said.isMissingNode()) {
      return Optional.empty();
    }
    Optional<Window> window = said.isString() ? Window.parse(said.stringValue()) : Optional.empty();
    if (window.isEmpty()) {
      throw new Fault(400, "'window' must be as mon-fri 09:00-17:00 Europe/Berlin");
    }
    return window;
  }

  private static Budget budget(JsonNode said) throws Fault {
    if (said.isMissingNode()) {
      return Budget.NONE;
    }
    if (!said.isObject()) {
      throw new Fault(400, "'budget' must be an object of operations, rows and bytes");
    }
    only(said, Set.of("operations", "rows", "bytes"));
    return new Budget(bound(said, "operations"), bound(said, "rows"), bound(said, "bytes"));
  }

  private static OptionalLong bound(JsonNode budget, String key) throws Fault {
    JsonNode bound = budget.path(key);
    if (bound.isMissingNode()) {
      return OptionalLong.empty();
    }
    if (!bound.isIntegralNumber()
        || !bound.canConvertToLong()
        || bound.longValue() < 1
        || bound.longValue() > MOST) {
      throw new Fault(400, "'" + key + "' must be a whole number from 1 to " + MOST);
    }
    return OptionalLong.of(bound.longValue());
  }

  /** What rules see of it. */
  static Map<String, Value> input(Wish wish, Instant now) {
    Map<String, Value> input = new TreeMap<>();
    input.put("role", new Value.Text(wish.role()));
    input.put("target", new Value.Text(wish.target()));
    input.put("reason", new Value.Text(wish.reason()));
    input.put("seconds", seconds(wish.time(), now));
    wish.window().ifPresent(hours -> input.put("window", new Value.Text(hours.toString())));
    wish.budget().operations().ifPresent(count -> input.put("operations", number(count)));
    wish.budget().rows().ifPresent(count -> input.put("rows", number(count)));
    wish.budget().bytes().ifPresent(count -> input.put("bytes", number(count)));
    return input;
  }

  /** How long it would last from now, rounded up. */
  static Value seconds(Wish.Time time, Instant now) {
    return number(Duration.between(now, time.from(now)).plusNanos(999_999_999).toSeconds());
  }

  private static Value number(long count) {
    return new Value.Numeral(Long.toString(count));
  }

  /**
   * What people read of it.
   *
   * @param adds what the role adds, a line for each rule
   */
  static Map<String, Value> payload(Wish wish, List<String> adds) {
    Map<String, Value> payload = new TreeMap<>();
    payload.put("role", new Value.Text(wish.role()));
    payload.put("on target", new Value.Text(wish.target()));
    payload.put("time", new Value.Text(wish.time().told()));
    payload.put("hours", new Value.Text(wish.window().map(Window::toString).orElse("at any hour")));
    payload.put(
        "budget",
        new Value.Text(wish.budget().bounds() ? wish.budget().told() : "without a budget"));
    payload.put("reason", new Value.Text(wish.reason()));
    payload.put(
        "rules of the role", new Value.ListOf(adds.stream().<Value>map(Value.Text::new).toList()));
    return payload;
  }
}
