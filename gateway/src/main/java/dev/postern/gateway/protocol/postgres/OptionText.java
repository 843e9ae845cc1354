package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.StartUp.Unserved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads the start-up parameter {@code options}: words between white space, where a backslash takes
 * the next character as it is; {@code -c name=value}, {@code -cname=value} and {@code
 * --name=value}, with {@code -} in a name read as {@code _}, as the server reads them (its {@code
 * pg_split_opts} and {@code ParseLongOption}).
 */
final class OptionText {
  private OptionText() {}

  /**
   * The settings in their order.
   *
   * @throws Unserved for every other option
   */
  static List<Map.Entry<String, String>> read(String options) throws Unserved {
    List<String> words = words(options);
    List<Map.Entry<String, String>> settings = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("-c")) {
        i++;
        if (i == words.size()) {
          throw new Unserved("42601", "options: -c names no setting");
        }
        settings.add(setting(words.get(i)));
      } else if (word.startsWith("-c")) {
        settings.add(setting(word.substring(2)));
      } else if (word.startsWith("--")) {
        settings.add(setting(word.substring(2)));
      } else {
        throw new Unserved(
            "42601",
            "options: "
                + StartUp.quoted(word)
                + " is not understood; -c NAME=VALUE and --NAME=VALUE are");
      }
    }
    return settings;
  }

  private static Map.Entry<String, String> setting(String text) throws Unserved {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new Unserved("42601", "options: " + StartUp.quoted(text) + " gives no value to a name");
    }
    return Map.entry(text.substring(0, equals).replace('-', '_'), text.substring(equals + 1));
  }

  private static List<String> words(String options) {
    List<String> words = new ArrayList<>();
    int at = 0;
    while (true) {
      while (at < options.length() && space(options.charAt(at))) {
        at++;
      }
      if (at == options.length()) {
        return words;
      }
      StringBuilder word = new StringBuilder();
      boolean taken = false;
      while (at < options.length() && (taken || !space(options.charAt(at)))) {
        char c = options.charAt(at++);
        if (c == '\\' && !taken) {
          taken = true;
        } else {
          word.append(c);
          taken = false;
        }
      }
      words.add(word.toString());
    }
  }

  /** As C's {@code isspace} in the server's locale. */
  private static boolean space(char c) {
    return c == ' ' || c >= '\t' && c <= '\r';
  }
}
