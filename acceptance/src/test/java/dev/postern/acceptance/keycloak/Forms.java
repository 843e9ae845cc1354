package dev.postern.acceptance.keycloak;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The first form of an HTML page, as a browser would send it. */
record Forms(URI action, Map<String, String> fields) {
  private static final Pattern FORM =
      Pattern.compile("<form[^>]*>.*?</form>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);
  private static final Pattern INPUT =
      Pattern.compile("<input[^>]*>", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** The page's form with its preset fields; empty when the page has none. */
  static Optional<Forms> in(URI page, String html) {
    Matcher form = FORM.matcher(html);
    if (!form.find()) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Matcher input = INPUT.matcher(form.group());
    while (input.find()) {
      attribute(input.group(), "name")
          .ifPresent(name -> fields.put(name, attribute(input.group(), "value").orElse("")));
    }
    return attribute(form.group(), "action").map(action -> new Forms(page.resolve(action), fields));
  }

  /** Fields in {@code application/x-www-form-urlencoded}. */
  static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Optional<String> attribute(String tag, String name) {
    Matcher value =
        Pattern.compile("\\s" + name + "\\s*=\\s*\"([^\"]*)\"", Pattern.CASE_INSENSITIVE)
            .matcher(tag);
    return value.find()
        ? Optional.of(
            value
                .group(1)
                .replace("&amp;", "&")
                .replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&#x2B;", "+")
                .replace("&#x3D;", "=")
                .replace("&#43;", "+")
                .replace("&#61;", "="))
        : Optional.empty();
  }
}
