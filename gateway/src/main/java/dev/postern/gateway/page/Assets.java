package dev.postern.gateway.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The page's files, read from the jar once. */
final class Assets {
  private static final String SHELL = "page.html";
  private static final List<String> NAMES =
      List.of(
          SHELL,
          "page.css",
          "mark.svg",
          "main.js",
          "dom.js",
          "gateway.js",
          "list.js",
          "request.js",
          "decide.js",
          "wording.js",
          "time.js",
          "keys.js");

  private final Map<String, Asset> byName = new HashMap<>();

  /** A file. */
  record Asset(String type, byte[] bytes, String tag) {}

  Assets() {
    for (String name : NAMES) {
      byte[] bytes = read(name);
      byName.put(name, new Asset(type(name), bytes, "\"" + Secret.digest(bytes) + "\""));
    }
  }

  /** The page itself, whichever request it is to show. */
  Asset shell() {
    return byName.getOrDefault(SHELL, new Asset("", new byte[0], ""));
  }

  /** A file by its name. */
  Optional<Asset> find(String name) {
    return Optional.ofNullable(byName.get(name)).filter(asset -> !name.equals(SHELL));
  }

  private static String type(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "html" -> "text/html; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      case "js" -> "text/javascript; charset=utf-8";
      default -> throw new IllegalArgumentException("no type is known for " + name);
    };
  }

  private static byte[] read(String name) {
    try (InputStream in = Assets.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the page's file " + name + " is missing");
      }
      return in.readAllBytes();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
