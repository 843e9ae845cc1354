import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Horizontal bars in groups, each with its range, as an SVG file of its own.
 *
 * @param title what is drawn, and in which unit
 * @param line where a dashed line stands, as a yardstick
 * @param groups in the order from top to bottom
 */
record Bars(String title, Optional<Double> line, List<Group> groups) {
  private static final int LEFT = 150;
  private static final int WIDTH = 520;
  private static final int RIGHT = 110;
  private static final int TOP = 40;
  private static final int BAR = 14;
  private static final int HEAD = 20;

  /** Bars under one name. */
  record Group(String name, List<Bar> bars) {}

  /**
   * One bar.
   *
   * @param ours whether it is Postern's
   */
  record Bar(String name, boolean ours, Series.Spread value) {}

  String svg() {
    double most =
        groups.stream()
            .flatMap(group -> group.bars().stream())
            .mapToDouble(bar -> bar.value().median())
            .max()
            .orElse(1);
    double scale = WIDTH / (1.05 * Math.max(most, line.orElse(0.0)));
    StringBuilder drawn = new StringBuilder();
    int y = TOP;
    for (Group group : groups) {
      drawn.append(text(8, y + 12, group.name(), "bold"));
      y += HEAD;
      for (Bar bar : group.bars()) {
        draw(drawn, y, bar, scale);
        y += BAR + 4;
      }
      y += 8;
    }
    int end = y;
    line.ifPresent(at ->
        drawn.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#b00020\""
                    + " stroke-dasharray=\"4\"/>%n",
                LEFT + at * scale,
                TOP - 8,
                end)));
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\""
                + " font-family=\"sans-serif\" font-size=\"12\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n"
                + "<text x=\"8\" y=\"20\" font-size=\"15\">%s</text>%n",
            LEFT + WIDTH + RIGHT,
            end,
            escaped(title))
        + drawn
        + "</svg>\n";
  }

  private static void draw(StringBuilder out, int y, Bar bar, double scale) {
    Series.Spread value = bar.value();
    double length = value.median() * scale;
    out.append(text(20, y + 11, bar.name(), "normal"))
        .append(
            String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
                LEFT,
                y,
                length,
                BAR,
                bar.ours() ? "#2a6f97" : "#a9b4bd"));
    double from = LEFT + value.least() * scale;
    double to = Math.min(LEFT + value.most() * scale, LEFT + WIDTH + RIGHT - 50);
    out.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%3$d\" y2=\"%3$d\" stroke=\"black\"/>%n",
                from,
                to,
                y + BAR / 2))
        .append(
            text((int) Math.max(LEFT + length, to) + 6, y + 11, said(value.median()), "normal"));
  }

  private static String said(double value) {
    return String.format(
        Locale.ROOT, value >= 100 ? "%,.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  private static String text(int x, int y, String said, String weight) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%d\" y=\"%d\" font-weight=\"%s\">%s</text>%n",
        x,
        y,
        weight,
        escaped(said));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
