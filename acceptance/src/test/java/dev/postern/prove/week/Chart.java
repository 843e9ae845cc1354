package dev.postern.prove.week;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over time, one chart below the other, as an SVG file of its own. */
final class Chart {
  private static final int LEFT = 60;
  private static final int WIDTH = 760;
  private static final int HEIGHT = 90;
  private static final int EACH = HEIGHT + 46;
  private static final String[] COLOURS = {"#2a6f97", "#c1666b", "#6a994e"};

  private final double seconds;
  private final List<Double> kills;
  private final StringBuilder drawn = new StringBuilder();
  private int charts;

  /** A point in time and its value. */
  record Point(double at, int life, double value) {}

  /** One line of a chart. */
  record Series(String name, List<Point> points) {}

  Chart(double seconds, List<Double> kills) {
    this.seconds = Math.max(1, seconds);
    this.kills = List.copyOf(kills);
  }

  /** Adds a chart below the others; its scale begins at 0. */
  Chart add(String title, Series... lines) {
    int top = 40 + charts++ * EACH;
    double most = 1e-9;
    for (Series line : lines) {
      most =
          Math.max(most, line.points().stream().mapToDouble(Point::value).max().orElse(0) * 1.08);
    }
    text(LEFT, top - 6, title);
    int place = LEFT + 330;
    for (int n = 0; n < lines.length; n++) {
      drawn.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
              place,
              top - 6,
              COLOURS[n],
              lines[n].name()));
      place += 170;
    }
    drawn.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#ccc\"/>%n",
            LEFT,
            top,
            WIDTH,
            HEIGHT));
    text(6, top + 10, String.format(Locale.ROOT, most < 10 ? "%.2f" : "%.0f", most));
    text(6, top + HEIGHT, "0");
    for (double kill : kills) {
      drawn.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#999\""
                  + " stroke-dasharray=\"3\"/>%n",
              x(kill),
              top,
              top + HEIGHT));
    }
    for (int n = 0; n < lines.length; n++) {
      draw(lines[n], COLOURS[n], top, most);
    }
    return this;
  }

  private double x(double at) {
    return LEFT + WIDTH * at / seconds;
  }

  /** A line for each life: what is between two of them belongs to none. */
  private void draw(Series line, String colour, int top, double most) {
    List<String> stroke = new ArrayList<>();
    int life = -1;
    for (Point point : line.points()) {
      if (point.life() != life) {
        stroke(stroke, colour);
        life = point.life();
      }
      stroke.add(
          String.format(
              Locale.ROOT, "%.1f,%.1f", x(point.at()), top + HEIGHT * (1 - point.value() / most)));
    }
    stroke(stroke, colour);
  }

  private void stroke(List<String> points, String colour) {
    if (!points.isEmpty()) {
      drawn
          .append("<polyline fill=\"none\" stroke=\"")
          .append(colour)
          .append("\" points=\"")
          .append(String.join(" ", points))
          .append("\"/>\n");
      points.clear();
    }
  }

  private void text(int x, int y, String said) {
    drawn.append("<text x=\"%d\" y=\"%d\">%s</text>\n".formatted(x, y, said));
  }

  /** The whole file. */
  String svg() {
    int height = 40 + charts * EACH;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + (LEFT + WIDTH + 20)
        + "\" height=\""
        + height
        + "\" font-family=\"sans-serif\" font-size=\"11\">\n"
        + "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
        + String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"18\" font-size=\"14\">The gateway over %.0f minutes (dashed:"
                + " killed, started again)</text>%n",
            LEFT,
            seconds / 60)
        + drawn
        + "</svg>\n";
  }
}
