package dev.postern.gateway.api;

import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.operation.Effect;
import dev.postern.kernel.operation.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * One thing that REST can do.
 *
 * @param method the HTTP method
 * @param template the path, with {@code {name}} for a segment that varies
 * @param action what policy calls it, in the namespace {@code postern}
 * @param effect the most that it can do
 * @param answer does it, on a virtual thread
 * @param describing how it is described, where that is more than its path and body
 * @param subject what it is about, where rules must know that
 */
public record Route(
    String method,
    String template,
    String action,
    Effect effect,
    Answering answer,
    Optional<Describing> describing,
    Optional<Subject> subject) {
  /** One that is described by its path and body. */
  public Route(String method, String template, String action, Effect effect, Answering answer) {
    this(method, template, action, effect, answer, Optional.empty(), Optional.empty());
  }

  /** Does what a route promises. May block. */
  @FunctionalInterface
  public interface Answering {
    /**
     * Does it.
     *
     * @throws Fault when it cannot be done; the caller is told
     */
    Response answer(Call call) throws Exception;
  }

  /** Says what policy and people see of a request. On the loop's thread: it may not block. */
  @FunctionalInterface
  public interface Describing {
    /**
     * Describes it.
     *
     * @throws Fault when it is malformed: it is decided by its path and body, and people are not
     *     asked
     */
    Described describe(Asked asked) throws Fault;
  }

  /**
   * Finds out what a request is about before it is decided. What is not there and what may not be
   * read are told alike: 404, with the same words.
   */
  public interface Subject {
    /**
     * The facts that rules see as {@code context.recording}; empty when there is nothing of that
     * name. On a virtual thread; may block.
     */
    Optional<Value.MapOf> facts(Asked asked) throws Exception;

    /** What somebody is told where there is nothing, or nothing for them. */
    String nothing();
  }

  /** What is asked, and by whom. */
  public record Asked(Principal by, Map<String, String> segments, JsonNode body) {}

  /**
   * A request as policy and people see it.
   *
   * @param about what its label names beside method and path; may be empty
   * @param input what rules see as {@code context.input}
   * @param payload what people read, and what their answer binds to
   * @param unfit why it cannot be done whatever anybody says: then people are not asked
   */
  public record Described(
      String about, Value.MapOf input, Value.MapOf payload, Optional<Fault> unfit) {}

  /** The same with a description of its own. */
  public Route describedBy(Describing more) {
    return new Route(method, template, action, effect, answer, Optional.of(more), subject);
  }

  /** The same about something that rules must know of. */
  public Route about(Subject what) {
    return new Route(method, template, action, effect, answer, describing, Optional.of(what));
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
