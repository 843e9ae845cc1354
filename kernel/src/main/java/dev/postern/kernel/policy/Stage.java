package dev.postern.kernel.policy;

import dev.postern.kernel.cedar.PolicySet;
import dev.postern.kernel.cedar.RecordOf;
import dev.postern.kernel.cedar.Slice;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.masking.Mask;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Action;
import dev.postern.kernel.operation.Atom;
import dev.postern.kernel.operation.Lexicon;
import dev.postern.kernel.operation.Ref;
import dev.postern.kernel.operation.Resource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which rules speak to whom about what, remembered: the callers that were seen, what they asked
 * about, and the replies that they are shown. It dies with its rules. A role that begins or ends
 * makes another {@link Scene}, and so does a grant, so nothing here outlives the moment that it
 * depends on; conditions are never remembered, for they look at the arguments.
 */
final class Stage {
  /** Masks the classes that the configuration gives no mask. */
  private static final Mask UNLESS_CONFIGURED = Mask.REDACT;

  /** The class of content that no path names. */
  private static final Ref UNMAPPED = new Ref("Class", "unmapped");

  private static final Action REVEAL = Action.shared("reveal");

  private final PolicySet policies;
  private final List<Assignment> assignments;
  private final Map<String, Mask> masks;
  private final Bounds bounds;
  private final Places<Scene> scenes;
  private final Places<Question> questions;
  private final Places<Reply> replies;

  /**
   * How much is remembered.
   *
   * @param callers chains on a target, a power of two
   * @param questions actions and resources of a caller, and again as many replies, a power of two
   * @param longestName the longest name in a question that is remembered, in characters
   */
  record Bounds(int callers, int questions, int longestName) {
    static final Bounds STANDARD = new Bounds(4_096, 4_096, 256);
  }

  /** What a caller asked about, and what is to be asked for each link of the chain. */
  private record Question(Scene scene, Action action, Resource resource, List<Slice> slices) {
    boolean is(Scene of, Atom atom) {
      return scene == of && resource.equals(atom.resource()) && action.equals(atom.action());
    }
  }

  /** What a caller is shown of one part; {@code always} where it hangs on no circumstances. */
  private record Reply(
      Scene scene, Policy.Part part, boolean classed, View view, Optional<Masking> always) {
    boolean is(Scene of, Policy.Part asked, boolean onClassed) {
      return scene == of && classed == onClassed && part.equals(asked);
    }
  }

  Stage(PolicySet policies, List<Assignment> assignments, Map<String, Mask> masks, Bounds bounds) {
    this.policies = policies;
    this.assignments = List.copyOf(assignments);
    this.masks = Map.copyOf(masks);
    this.bounds = bounds;
    this.scenes = new Places<>(bounds.callers());
    this.questions = new Places<>(bounds.questions());
    this.replies = new Places<>(bounds.questions());
  }

  /** A caller on a target at a moment, with the grants that are in force. */
  Scene scene(Principal caller, String target, Facts facts) {
    int hash = Scene.hash(caller, target);
    Scene known = scenes.at(hash);
    if (known != null && known.shows(caller, target, facts)) {
      return known;
    }
    List<Assignment> here =
        assignments.stream().filter(assignment -> assignment.target().equals(target)).toList();
    Scene scene = new Scene(caller, target, here, facts);
    scenes.put(hash, scene);
    return scene;
  }

  /** What is to be asked about an atom, for each link of the chain in its order. */
  List<Slice> slices(Scene scene, Atom atom) {
    Ref ref = atom.resource().ref();
    int hash =
        (scene.hashCode() * 31 + ref.name().hashCode()) * 31 + atom.action().name().hashCode();
    Question known = questions.at(hash);
    if (known != null && known.is(scene, atom)) {
      return known.slices();
    }
    List<Slice> slices = scene.slices(policies, atom);
    if (fits(ref.name()) && fits(atom.action().name())) {
      questions.put(hash, new Question(scene, atom.action(), atom.resource(), slices));
    }
    return slices;
  }

  /**
   * What a caller must not see of the reply from one part.
   *
   * @param context the circumstances
   */
  Masking masking(Scene scene, Policy.Part part, boolean classed, RecordOf context) {
    Ref ref = part.resource().ref();
    int hash = scene.hashCode() * 31 + ref.name().hashCode();
    Reply known = replies.at(hash);
    if (known == null || !known.is(scene, part, classed)) {
      View view = view(scene, part, classed);
      Optional<Masking> always =
          view.fixed() ? Optional.of(view.masking(context)) : Optional.empty();
      known = new Reply(scene, part, classed, view, always);
      if (fits(ref.name())) {
        replies.put(hash, known);
      }
    }
    return known.always().isPresent() ? known.always().get() : known.view().masking(context);
  }

  private View view(Scene scene, Policy.Part part, boolean classed) {
    List<View.Place> places = new ArrayList<>();
    new TreeMap<>(part.term().fields())
        .forEach((path, name) -> {
          Mask usual = masks.getOrDefault(name, UNLESS_CONFIGURED);
          places.add(place(scene, part, path, new Ref("Class", name), usual));
        });
    return new View(
        places,
        withheld(part.term(), classed)
            ? Optional.of(place(scene, part, "*", UNMAPPED, UNLESS_CONFIGURED))
            : Optional.empty());
  }

  private View.Place place(Scene scene, Policy.Part part, String path, Ref classed, Mask usual) {
    Set<Ref> parents = new HashSet<>(part.resource().parents());
    parents.add(part.resource().ref());
    parents.add(classed);
    Ref field = new Ref("Field", part.resource().ref().name() + "#" + path);
    return new View.Place(
        path,
        classed.name(),
        usual,
        scene.slices(policies, new Atom(REVEAL, new Resource(field, parents))));
  }

  /** Whether content that no path names is withheld unless it may be revealed. */
  private static boolean withheld(Lexicon.Term term, boolean classed) {
    return switch (term.unmapped()) {
      case CLEAR -> false;
      case BY_TARGET -> classed;
      case WITHHELD -> true;
    };
  }

  private boolean fits(String name) {
    return name.length() <= bounds.longestName();
  }
}
