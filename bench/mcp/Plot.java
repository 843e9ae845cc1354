import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The rows against nginx as bars, in an SVG file of its own. */
final class Plot {
  private static final int LEFT = 110;
  private static final int WIDTH = 560;
  private static final int BAR = 16;
  private static final int GAP = 10;
  private static final double MOST = 3.0;

  private Plot() {}

  static String svg(Figures figures, List<Way> ways) {
    StringBuilder bars = new StringBuilder();
    int y = 40;
    for (Plan.Work work : Plan.WORKS) {
      text(bars, 8, y + 12, "load " + work.name(), "bold");
      y += BAR + 4;
      for (Way way : ways) {
        OptionalDouble ratio = figures.ratio(work.name(), way, Way.NGINX, Window::rate);
        if (Plan.works(way).contains(work) && ratio.isPresent()) {
          bar(bars, y, way, ratio.getAsDouble());
          y += BAR + 3;
        }
      }
      y += GAP;
    }
    int one = LEFT + (int) (WIDTH / MOST);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + (LEFT + WIDTH + 90)
        + "\" height=\"" + y + "\" font-family=\"sans-serif\" font-size=\"12\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        + "<text x=\"8\" y=\"20\" font-size=\"15\">Calls a second against nginx in the same"
        + " repetition (line: nginx)</text>\n"
        + bars
        + "<line x1=\"" + one + "\" x2=\"" + one + "\" y1=\"30\" y2=\"" + y
        + "\" stroke=\"black\" stroke-dasharray=\"4\"/>\n</svg>\n";
  }

  private static void bar(StringBuilder out, int y, Way way, double ratio) {
    int length = (int) (WIDTH * Math.min(ratio, MOST) / MOST);
    text(out, 20, y + 12, way.label(), "normal");
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"%s\"/>%n",
            LEFT,
            y,
            length,
            BAR,
            way.postern() ? "#2a6f97" : "#a9b4bd"));
    text(out, LEFT + length + 6, y + 12, String.format(Locale.ROOT, "%.2f", ratio), "normal");
  }

  private static void text(StringBuilder out, int x, int y, String said, String weight) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n",
            x,
            y,
            weight,
            said));
  }
}
