package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
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
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final int LINES_OF_A_VALUE = 3;

  public StoryTeller {
    columns = Math.max(40, columns);
  }

  /**
   * A scene of a story: what is shown at once.
   *
   * @param at when it happened
   * @param since how long after the scene before it
   * @param request the operation's request id; empty for the opening
   * @param kind {@code opened}, {@code allowed}, {@code refused} or {@code held}
   * @param lines without line ends
   */
  public record Scene(Instant at, Duration since, String request, String kind, List<String> lines) {
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

  /** Operations of many sessions, a line or two for each. */
  public List<String> operations(List<Deed> deeds) {
    List<String> lines = new ArrayList<>();
    for (Deed deed : deeds) {
      String session = deed.asked().session();
      lines.addAll(
          Paragraph.wrap(
              SECONDS.format(deed.at().atZone(zone)) + "  ",
              Sentence.of(deed)
                  + ". "
                  + deed.id()
                  + (session.isEmpty() ? "" : " in " + Paragraph.safe(session)),
              columns));
    }
    return lines;
  }

  /**
   * A whole story.
   *
   * @param content whether what was recorded is told too
   */
  public List<String> tell(Timeline timeline, boolean content) {
    List<String> lines = new ArrayList<>();
    for (Scene scene : scenes(timeline, content)) {
      lines.addAll(scene.lines());
      lines.add("");
    }
    lines.removeLast();
    return lines;
  }

  /**
   * A whole story in scenes: who and where, then one for each operation.
   *
   * @param content whether what was recorded is told too
   */
  public List<Scene> scenes(Timeline timeline, boolean content) {
    SessionStory story = timeline.story();
    List<Scene> scenes = new ArrayList<>();
    Instant before = story.deeds().getFirst().at();
    scenes.add(new Scene(before, Duration.ZERO, "", "opened", opening(timeline)));
    for (Deed deed : story.deeds()) {
      Duration since = Duration.between(before, deed.at());
      scenes.add(
          new Scene(
              deed.at(),
              since.isNegative() ? Duration.ZERO : since,
              deed.id().toString(),
              deed.held() ? "held" : deed.refused() ? "refused" : "allowed",
              scene(deed, timeline, content)));
      before = deed.at();
    }
    return scenes;
  }

  private List<String> opening(Timeline timeline) {
    SessionStory story = timeline.story();
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
    timeline
        .holes()
        .forEach(hole ->
            lines.addAll(
                Paragraph.wrap(
                    "", "The ledger has a hole: " + Paragraph.safe(hole) + ".", columns)));
    timeline
        .cut()
        .ifPresent(at ->
            lines.addAll(
                Paragraph.wrap("", "It is too long: from " + at + " on it is not told.", columns)));
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

  private List<String> scene(Deed deed, Timeline timeline, boolean content) {
    String time = TIME.format(deed.at().atZone(zone)) + "  ";
    List<String> lines = new ArrayList<>(Paragraph.wrap(time, Sentence.of(deed) + ".", columns));
    String indent = " ".repeat(time.length());
    held(deed, timeline, content)
        .forEach(told -> lines.addAll(Paragraph.wrap(indent + "people   ", told, columns)));
    if (content && deed.request().isEmpty()) {
      lines.add(indent + "asked    (erased or lost)");
    }
    if (content) {
      deed.request().map(Preview::of).ifPresent(told -> value(lines, indent + "asked    ", told));
      deed.reply().map(Preview::of).ifPresent(told -> value(lines, indent + "shown    ", told));
    }
    lines.add(indent + "request  " + deed.id());
    return lines;
  }

  /** Who was asked, and who approved after how long. */
  private List<String> held(Deed deed, Timeline timeline, boolean content) {
    List<String> told = new ArrayList<>();
    for (EntryId entry : deed.restsOn()) {
      Answer answer = timeline.answers().get(entry);
      if (answer == null) {
        told.add("it rests on " + entry + ", which cannot be read here");
        continue;
      }
      String after =
          timeline
              .asked(answer)
              .map(
                  note -> " after " + Sentence.Durations.after(Duration.between(note, answer.at())))
              .orElse("");
      String said =
          answer.comment().filter(comment -> content).map(comment -> ": " + comment).orElse("");
      told.add(
          Paragraph.safe(
              answer.by().told()
                  + " approved"
                  + answer.request().map(request -> " " + request).orElse("")
                  + after
                  + said));
    }
    return told;
  }

  private void value(List<String> lines, String first, String told) {
    if (!told.isEmpty()) {
      int room = Math.max(20, columns - first.length()) * LINES_OF_A_VALUE;
      lines.addAll(Paragraph.wrap(first, Paragraph.cut(told, room), columns));
    }
  }

  private static String tally(SessionStory.Summary.Tally tally) {
    StringBuilder told = new StringBuilder(Sentence.counted(tally.operations(), "operation"));
    if (tally.held() > 0) {
      told.append(", ").append(tally.held()).append(" put before people");
    }
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
