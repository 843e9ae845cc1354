package dev.postern.gateway.config.explain;

import dev.postern.gateway.config.check.Asked;
import dev.postern.gateway.config.check.Asks;
import dev.postern.gateway.config.yaml.Nearest;
import dev.postern.kernel.cedar.EntityUid;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What somebody wants to know about: one action on one resource.
 *
 * @param atom what would be asked
 * @param target the target that it would be asked of
 * @param context the circumstances beside those that the gate knows
 * @param at when
 */
public record Question(Atom atom, String target, Value.MapOf context, Instant at) {
  private static final int LONGEST = 1_000;
  private static final Pattern UID =
      Pattern.compile("((?:[A-Za-z_][A-Za-z0-9_-]*::)*[A-Za-z_][A-Za-z0-9_]*)::\"([^\"\\\\]*)\"");

  /** What a question was made of, or why there is none. */
  public sealed interface Read {}

  /** A question that the gateway could be asked. */
  public record Good(Question question) implements Read {}

  /** One that it could not, and why, in one sentence. */
  public record Bad(String why) implements Read {}

  /**
   * Reads a question.
   *
   * @param action as rules write it, for example {@code registry::Action::"run_model"}
   * @param resource as rules write it; empty for the tool that the action is named for
   */
  public static Read of(
      Asks asks, String action, String resource, Value.MapOf context, Instant at) {
    Matcher wanted = UID.matcher(action.strip());
    if (action.length() > LONGEST || !wanted.matches()) {
      return new Bad("an action is written as in rules: registry::Action::\"run_model\"");
    }
    EntityUid does = new EntityUid(wanted.group(1), wanted.group(2));
    String written = resource.isBlank() ? tool(does) : resource.strip();
    Matcher on = UID.matcher(written);
    if (written.length() > LONGEST || !on.matches()) {
      return new Bad("a resource is written as in rules: Tool::\"registry/run_model\"");
    }
    EntityUid what = new EntityUid(on.group(1), on.group(2));
    return Stream.concat(asks.all().stream(), asks.of(Set.of(what)).stream())
        .filter(asked -> asked.action().equals(does) && asked.resource().equals(what))
        .filter(asked -> !asked.party())
        .findFirst()
        .<Read>map(asked -> new Good(new Question(atom(asked), target(what), context, at)))
        .orElseGet(() -> new Bad(unknown(asks, does, what)));
  }

  /** The circumstances of a tool's call with these arguments. */
  public static Value.MapOf context(Map<String, Value> more, Value.MapOf input) {
    Map<String, Value> context = new TreeMap<>(more);
    context.put("input", input);
    return new Value.MapOf(context);
  }

  private static String tool(EntityUid action) {
    int end = action.type().lastIndexOf("::");
    return end < 0
        ? ""
        : new EntityUid("Tool", action.type().substring(0, end) + "/" + action.id()).toString();
  }

  private static String target(EntityUid resource) {
    int slash = resource.id().indexOf('/');
    int mark = resource.id().indexOf('#');
    int end = slash < 0 ? mark : slash;
    return end < 0 ? resource.id() : resource.id().substring(0, end);
  }

  private static String unknown(Asks asks, EntityUid action, EntityUid resource) {
    List<Asked> same =
        asks.all().stream().filter(asked -> asked.action().equals(action)).limit(4).toList();
    if (same.isEmpty()) {
      Set<String> all =
          asks.all().stream().map(asked -> asked.action().toString()).collect(Collectors.toSet());
      return "there is no action "
          + action
          + Nearest.to(action.toString(), all).map(near -> "; is " + near + " meant?").orElse("");
    }
    return "%s is never asked of %s; it is asked of %s"
        .formatted(
            action,
            resource,
            same.stream()
                .map(asked -> asked.resource().toString().replaceAll("\\p{Cntrl}other", "..."))
                .collect(Collectors.joining(", ")));
  }

  private static Atom atom(Asked asked) {
    EntityUid action = asked.action();
    int end = action.type().lastIndexOf("::");
    Set<String> groups =
        asked.actions().stream()
            .filter(group -> !group.equals(action))
            .map(EntityUid::id)
            .collect(Collectors.toSet());
    Set<Ref> parents =
        asked.around().stream()
            .filter(parent -> !parent.equals(asked.resource()))
            .map(parent -> new Ref(parent.type(), parent.id()))
            .collect(Collectors.toSet());
    return new Atom(
        new Action(end < 0 ? "" : action.type().substring(0, end), action.id(), groups),
        new Resource(new Ref(asked.resource().type(), asked.resource().id()), parents));
  }
}
