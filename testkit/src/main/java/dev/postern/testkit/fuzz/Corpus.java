package dev.postern.testkit.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The inputs of one target that are kept: a text with one input in each line, in which a byte that
 * is no printable ASCII character, and a backslash, stands as {@code \xNN}.
 */
public final class Corpus {
  private static final String HEX = "0123456789abcdef";

  private Corpus() {}

  /** The resource that holds them. */
  public static String resource(String target) {
    return "fuzz/" + target + ".txt";
  }

  /** Those on the class path; none where nothing was kept yet. */
  public static List<byte[]> kept(String target) throws IOException {
    try (InputStream text = Corpus.class.getClassLoader().getResourceAsStream(resource(target))) {
      return text == null ? List.of() : read(new String(text.readAllBytes(), US_ASCII));
    }
  }

  public static List<byte[]> read(String text) {
    List<byte[]> inputs = new ArrayList<>();
    text.lines().forEach(line -> inputs.add(input(line)));
    return inputs;
  }

  public static String print(List<byte[]> inputs) {
    StringBuilder text = new StringBuilder();
    inputs.forEach(input -> text.append(line(input)).append('\n'));
    return text.toString();
  }

  /** One input as a line, without its end. */
  public static String line(byte[] input) {
    StringBuilder text = new StringBuilder(input.length);
    for (byte octet : input) {
      if (octet >= ' ' && octet < 0x7f && octet != '\\') {
        text.append((char) octet);
      } else {
        text.append("\\x").append(HEX.charAt(octet >> 4 & 15)).append(HEX.charAt(octet & 15));
      }
    }
    return text.toString();
  }

  /** What {@link #line} printed. */
  public static byte[] input(String line) {
    ByteArrayOutputStream input = new ByteArrayOutputStream(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        input.write(Integer.parseInt(line, i + 2, i + 4, 16));
        i += 3;
      } else {
        input.write(c);
      }
    }
    return input.toByteArray();
  }
}
