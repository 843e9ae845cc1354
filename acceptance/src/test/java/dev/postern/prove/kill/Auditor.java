package dev.postern.prove.kill;

import dev.postern.cli.Postern;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** {@code postern audit verify}, as an operator runs it. */
final class Auditor {
  private static final int DOUBTS = 3;
  private static final Pattern OPEN = Pattern.compile("(\\d+) still open");

  private Auditor() {}

  /**
   * What it said of a data folder.
   *
   * @param intact whether nothing is at fault; a gateway that was killed may leave doubts
   * @param open operations without an end
   */
  record Said(boolean intact, long open, List<String> lines) {
    /** Lines that speak of something wrong or in doubt. */
    List<String> findings() {
      return lines.stream()
          .filter(line -> line.startsWith("fault:") || line.startsWith("doubt:"))
          .toList();
    }
  }

  static Said verify(Path data) {
    StringWriter out = new StringWriter();
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    int status = line.execute("audit", "verify", data.toString());
    Matcher open = OPEN.matcher(out.toString());
    return new Said(
        status == 0 || status == DOUBTS,
        open.find() ? Long.parseLong(open.group(1)) : 0,
        out.toString().lines().toList());
  }
}
