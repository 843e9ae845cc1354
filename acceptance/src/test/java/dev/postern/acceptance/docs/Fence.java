package dev.postern.acceptance.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A fenced block of a document.
 *
 * @param page the document, from the project's root
 * @param line where its first line is, from 1
 * @param mark what the comment on the line before it says; empty where there is none
 * @param text its lines, without the indentation that all of them have
 */
record Fence(Path page, int line, String mark, String text) {
  private static final Pattern COMMENT = Pattern.compile("\\s*<!-- (.*) -->");
  private static final Pattern EDGE = Pattern.compile("( *)```(\\w*)");

  /** The project's root; tests run in a module. */
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** Every document of the project, in their names' order. */
  static List<Path> pages() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> below = Files.walk(ROOT.resolve("docs"))) {
      return Stream.concat(top, below)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  /** The fenced blocks of a document, in order. */
  static List<Fence> of(Path page) throws IOException {
    List<Fence> fences = new ArrayList<>();
    List<String> lines = Files.readAllLines(page);
    for (int at = 0; at < lines.size(); at++) {
      Matcher edge = EDGE.matcher(lines.get(at));
      if (edge.matches()) {
        int end = at + 1;
        while (!lines.get(end).strip().equals("```")) {
          end++;
        }
        String text = String.join("\n", lines.subList(at + 1, end)) + "\n";
        Matcher comment = COMMENT.matcher(at == 0 ? "" : lines.get(at - 1));
        fences.add(
            new Fence(
                ROOT.relativize(page.toAbsolutePath().normalize()),
                at + 2,
                comment.matches() ? comment.group(1) : "",
                text.stripIndent()));
        at = end;
      }
    }
    return fences;
  }

  /** What stands behind a word of the mark; empty when the mark does not begin with it. */
  String after(String word) {
    return mark.startsWith(word) ? mark.substring(word.length()).strip() : "";
  }

  /** Where it stands, for people who have to find it. */
  String place() {
    return page + ":" + line;
  }
}
