package dev.postern.gateway.ledger.story;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session as a file for other tools. It is never longer than a bound; where it is not whole it
 * says so itself, at its end and in {@link #cut}.
 *
 * @param type the media type
 * @param ending how files of this form end
 * @param text the file, in ASCII
 * @param cut whether something is missing
 */
public record Export(String type, String ending, String text, Cut cut) {
  /** The longest file, in characters. */
  public static final int LONGEST = 8 << 20;

  /**
   * Whether a file is whole.
   *
   * @param why what is missing; empty where nothing is
   */
  public record Cut(Optional<String> why) {
    /** Nothing is missing. */
    static final Cut NOTHING = new Cut(Optional.empty());

    /** Whether nothing is missing. */
    public boolean whole() {
      return why.isEmpty();
    }

    static Cut from(Instant at) {
      return new Cut(Optional.of("what was asked from " + at + " on is missing: export it apart"));
    }
  }

  /** How a file may be written. */
  public enum Form {
    /** JSON Lines: a head, a line for each moment, a line that says whether it is whole. */
    JSONL,
    /** HTTP Archive 1.2, for MCP. */
    HAR,
    /** A script for psql, for PostgreSQL. */
    SQL
  }

  /**
   * Writes a session.
   *
   * @param content whether what was recorded may be told
   */
  public static Export of(Form form, Timeline timeline, boolean content) {
    return switch (form) {
      case JSONL -> jsonLines(timeline, content);
      case HAR -> HarFile.of(timeline, content);
      case SQL -> SqlScript.of(timeline, content);
    };
  }

  private static Export jsonLines(Timeline timeline, boolean content) {
    List<String> lines = new ArrayList<>();
    Cut cut = timeline.cut().map(Cut::from).orElse(Cut.NOTHING);
    String head = JsonLines.head(timeline, content);
    long length = head.length();
    lines.add(head);
    List<Moment> moments = timeline.moments();
    for (int i = 0; i < moments.size(); i++) {
      String line = JsonLines.of(i + 1, moments.get(i), content);
      length += line.length() + 1;
      if (length > LONGEST) {
        cut = Cut.from(moments.get(i).at());
        break;
      }
      lines.add(line);
    }
    lines.add(JsonLines.end(cut));
    return new Export("application/jsonl", ".jsonl", String.join("\n", lines) + "\n", cut);
  }

  /** The file's octets. */
  public byte[] octets() {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
