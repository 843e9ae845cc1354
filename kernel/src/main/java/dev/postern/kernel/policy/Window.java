package dev.postern.kernel.policy;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The hours of a week at which a grant is in force, by the clock on a wall of some place. Where
 * that clock is set forward, the hours that it skips do not happen; where it is set back, those
 * that it shows twice happen twice.
 *
 * @param days the days on which it opens, at least one
 * @param opens the first moment of such a day at which it is open
 * @param closes the first moment after that at which it is closed; on the next day where it is not
 *     after {@code opens}
 * @param zone where the wall is
 */
public record Window(Set<DayOfWeek> days, LocalTime opens, LocalTime closes, ZoneId zone) {
  private static final int LONGEST = 128;
  private static final int DAYS_AHEAD = 8;
  private static final Pattern FORM =
      Pattern.compile("([a-z,-]+) ([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2}) ([A-Za-z0-9_/+-]+)");

  public Window {
    days = Set.copyOf(days);
    if (days.isEmpty()) {
      throw new IllegalArgumentException("a window opens on some day");
    }
  }

  /**
   * Reads {@code mon-fri 09:00-17:00 Europe/Berlin}: days and ranges of days with commas between,
   * or {@code daily}; two times, the second up to 24:00; a region of the time zone database.
   *
   * @return empty where it is none of that form
   */
  public static Optional<Window> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (text.length() > LONGEST || !form.matches()) {
      return Optional.empty();
    }
    Optional<Set<DayOfWeek>> days = days(form.group(1));
    Optional<LocalTime> opens = time(form.group(2));
    Optional<LocalTime> closes =
        form.group(3).equals("24:00") ? Optional.of(LocalTime.MIDNIGHT) : time(form.group(3));
    String region = form.group(4);
    boolean known = region.equals("UTC") || ZoneId.getAvailableZoneIds().contains(region);
    return days.isPresent() && opens.isPresent() && closes.isPresent() && known
        ? Optional.of(new Window(days.get(), opens.get(), closes.get(), ZoneId.of(region)))
        : Optional.empty();
  }

  private static Optional<Set<DayOfWeek>> days(String text) {
    if (text.equals("daily")) {
      return Optional.of(EnumSet.allOf(DayOfWeek.class));
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String part : text.split(",", -1)) {
      String[] ends = part.split("-", -1);
      Optional<DayOfWeek> first = day(ends[0]);
      Optional<DayOfWeek> last = ends.length == 1 ? first : day(ends[1]);
      if (first.isEmpty() || last.isEmpty() || ends.length > 2) {
        return Optional.empty();
      }
      for (DayOfWeek day = first.get(); day != last.get(); day = day.plus(1)) {
        days.add(day);
      }
      days.add(last.get());
    }
    return Optional.of(days);
  }

  private static Optional<DayOfWeek> day(String word) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (word(day).equals(word)) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  private static String word(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private static Optional<LocalTime> time(String text) {
    try {
      return Optional.of(LocalTime.parse(text));
    } catch (DateTimeException none) {
      return Optional.empty();
    }
  }

  /** Whether it is open. */
  public boolean contains(Instant moment) {
    ZonedDateTime there = moment.atZone(zone);
    LocalTime time = there.toLocalTime();
    DayOfWeek day = there.getDayOfWeek();
    if (opens.isBefore(closes)) {
      return days.contains(day) && !time.isBefore(opens) && time.isBefore(closes);
    }
    return days.contains(day) && !time.isBefore(opens)
        || days.contains(day.minus(1)) && time.isBefore(closes);
  }

  /** The next moment after {@code now} at which it opens or closes; empty when it never does. */
  public Optional<Instant> turnsAt(Instant now) {
    boolean open = contains(now);
    LocalDate today = now.atZone(zone).toLocalDate();
    List<Instant> turns = new ArrayList<>();
    for (int ahead = -1; ahead <= DAYS_AHEAD; ahead++) {
      LocalDate day = today.plusDays(ahead);
      turns.addAll(moments(day.atTime(opens)));
      turns.addAll(moments(day.atTime(closes)));
    }
    // A clock that is set back shows hours again, perhaps some at which it was open.
    Optional.ofNullable(zone.getRules().nextTransition(now))
        .map(ZoneOffsetTransition::getInstant)
        .ifPresent(turns::add);
    return turns.stream()
        .filter(turn -> turn.isAfter(now) && contains(turn) != open)
        .min(Instant::compareTo);
  }

  /** When the wall shows a time: once; twice where it is set back; at the step where it skips. */
  private List<Instant> moments(LocalDateTime shown) {
    ZoneOffsetTransition step = zone.getRules().getTransition(shown);
    if (step != null && step.isGap()) {
      return List.of(step.getInstant());
    }
    return zone.getRules().getValidOffsets(shown).stream().map(shown::toInstant).toList();
  }

  /** In the form that {@link #parse} reads. */
  @Override
  public String toString() {
    String named =
        days.size() == DayOfWeek.values().length
            ? "daily"
            : days.stream().sorted().map(Window::word).collect(Collectors.joining(","));
    String until = closes.equals(LocalTime.MIDNIGHT) ? "24:00" : closes.toString();
    return named + " " + opens + "-" + until + " " + zone;
  }
}
