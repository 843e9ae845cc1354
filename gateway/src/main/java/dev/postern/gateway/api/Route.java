package dev.postern.gateway.api;

import dev.postern.kernel.operation.Effect;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that REST can do.
 *
 * @param method the HTTP method
 * @param template the path, with {@code {name}} for a segment that varies
 * @param action what policy calls it, in the namespace {@code postern}
 * @param effect the most that it can do
 * @param answer does it, on a virtual thread
 */
public record Route(
    String method, String template, String action, Effect effect, Answering answer) {
  /** Does what a route promises. May block. */
  @FunctionalInterface
  public interface Answering {
    /**
     * Does it.
     *
     * @throws Fault when it cannot be done; the caller is told
     */
    Reply answer(Call call) throws Exception;
  }

  /** The varying segments of a path that fits; empty when it does not fit. */
  Optional<Map<String, String>> fit(String path) {
    String[] wanted = template.split("/", -1);
    String[] given = path.split("/", -1);
    if (wanted.length != given.length) {
      return Optional.empty();
    }
    Map<String, String> segments = new HashMap<>();
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i].startsWith("{")) {
        Optional<String> segment = Segments.decode(given[i]);
        if (segment.isEmpty()) {
          return Optional.empty();
        }
        segments.put(wanted[i].substring(1, wanted[i].length() - 1), segment.get());
      } else if (!wanted[i].equals(given[i])) {
        return Optional.empty();
      }
    }
    return Optional.of(segments);
  }
}
