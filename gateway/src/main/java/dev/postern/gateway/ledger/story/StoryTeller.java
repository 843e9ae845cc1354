package dev.postern.gateway.ledger.story;

import dev.postern.kernel.identity.Party;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Tells sessions as a person would. Pure, and safe for a terminal: nothing that a caller or a
 * target wrote reaches the screen as a control, whatever it was.
 *
 * @param columns how wide the screen is, 40 at least
 * @param zone whose time is told
 */
public record StoryTeller(int columns, ZoneId zone) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("EEEE d MMMM uuuu", Locale.ENGLISH);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");
  private static final int LINES_OF_A_VALUE = 3;

  public StoryTeller {
    columns = Math.max(40, columns);
  }

  /**
   * A scene of a story: what is shown at once.
   *
   * @param since how long after the scene before it happened
   * @param lines without line ends
   */
  public record Scene(Duration since, List<String> lines) {
    public Scene {
      lines = List.copyOf(lines);
    }
  }

  /** Many sessions, the way that a list is read: a line or two for each, the latest last. */
  public List<String> list(List<SessionStory.Summary> sessions) {
    List<String> lines = new ArrayList<>();
    for (SessionStory.Summary each : sessions) {
      String name = each.session().isEmpty() ? "(no session)" : Paragraph.safe(each.session());
      String told =
          Paragraph.safe(each.who().told())
              + " with "
              + Paragraph.safe(each.target())
              + ": "
              + tally(each.tally());
      lines.addAll(
          Paragraph.wrap(
              SHORT.format(each.opened().atZone(zone)) + "  " + name + "  ", told, columns));
    }
    return lines;
  }

  /** A whole story. */
  public List<String> tell(SessionStory story) {
    List<String> lines = new ArrayList<>();
    for (Scene scene : scenes(story)) {
      lines.addAll(scene.lines());
      lines.add("");
    }
    lines.removeLast();
    return lines;
  }

  /** A whole story in scenes: who and where, then one for each operation. */
  public List<Scene> scenes(SessionStory story) {
    List<Scene> scenes = new ArrayList<>();
    scenes.add(new Scene(Duration.ZERO, opening(story)));
    Instant before = story.deeds().getFirst().at();
    for (Deed deed : story.deeds()) {
      Duration since = Duration.between(before, deed.at());
      scenes.add(new Scene(since.isNegative() ? Duration.ZERO : since, scene(deed)));
      before = deed.at();
    }
    return scenes;
  }

  private List<String> opening(SessionStory story) {
    SessionStory.Summary summary = story.summary();
    List<String> lines = new ArrayList<>();
    String name =
        story.session().isEmpty()
            ? "Before there was a session: "
            : "Session " + Paragraph.safe(story.session()) + ": ";
    String who = String.join(", for ", story.who().chain().stream().map(this::party).toList());
    lines.addAll(
        Paragraph.wrap("", name + who + ", with " + Paragraph.safe(story.target()) + ".", columns));
    Instant opened = summary.opened();
    lines.addAll(
        Paragraph.wrap(
            "",
            DAY.format(opened.atZone(zone))
                + ", "
                + (zone.normalized().equals(ZoneOffset.UTC)
                    ? "UTC"
                    : zone.getDisplayName(TextStyle.SHORT, Locale.ENGLISH))
                + "; "
                + tally(summary.tally())
                + ".",
            columns));
    return lines;
  }

  private String party(Party party) {
    String kind =
        switch (party.kind()) {
          case PERSON -> "a person";
          case WORKLOAD -> "a workload";
          case AGENT -> "an agent";
          case SERVER -> "the target itself";
          case POSTERN -> "the gateway itself";
        };
    String owner = party.owner().map(who -> " of " + Paragraph.safe(who)).orElse("");
    return Paragraph.safe(party.name()) + " (" + kind + owner + ")";
  }

  private List<String> scene(Deed deed) {
    String time = TIME.format(deed.at().atZone(zone)) + "  ";
    List<String> lines = new ArrayList<>(Paragraph.wrap(time, Sentence.of(deed) + ".", columns));
    String indent = " ".repeat(time.length());
    deed.request().map(Preview::of).ifPresent(told -> value(lines, indent + "asked    ", told));
    deed.reply().map(Preview::of).ifPresent(told -> value(lines, indent + "shown    ", told));
    lines.add(indent + "request  " + deed.id());
    return lines;
  }

  private void value(List<String> lines, String first, String told) {
    if (!told.isEmpty()) {
      int room = Math.max(20, columns - first.length()) * LINES_OF_A_VALUE;
      lines.addAll(Paragraph.wrap(first, Paragraph.cut(told, room), columns));
    }
  }

  private static String tally(SessionStory.Summary.Tally tally) {
    StringBuilder told = new StringBuilder(Sentence.counted(tally.operations(), "operation"));
    if (tally.refused() > 0) {
      told.append(", ").append(tally.refused()).append(" refused");
    }
    if (tally.open() > 0) {
      told.append(", ").append(tally.open()).append(" not ended");
    }
    if (tally.masked() > 0) {
      told.append(", ").append(Sentence.counted(tally.masked(), "value")).append(" masked");
    }
    return told.toString();
  }
}
