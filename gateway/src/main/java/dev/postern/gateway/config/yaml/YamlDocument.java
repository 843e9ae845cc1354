package dev.postern.gateway.config.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * One YAML 1.2 document as a tree of nodes. Anchors, aliases, tags, merge keys and further
 * documents are refused: what a line means must be seen in that line, and no text may grow in
 * memory beyond what it is on disk.
 */
public final class YamlDocument {
  /** The deepest nesting that is read. */
  public static final int DEEPEST = 32;

  private final String file;
  private final Problems problems;
  private final Iterator<Event> events;

  private YamlDocument(String file, String text, Problems problems) {
    this.file = file;
    this.problems = problems;
    LoadSettings settings =
        LoadSettings.builder().setLabel(file).setCodePointLimit(Math.max(1, text.length())).build();
    this.events = new Parse(settings).parseString(text).iterator();
  }

  /**
   * Reads a document.
   *
   * @param file its name for problems
   * @param text its text; the caller bounds its length
   * @return empty when there is no tree; then a problem says why
   */
  public static Optional<Node> read(String file, String text, Problems problems) {
    try {
      return new YamlDocument(file, text, problems).document();
    } catch (Refused refused) {
      problems.add(refused.place, "", refused.what, refused.expected);
    } catch (MarkedYamlEngineException syntax) {
      Place place = syntax.getProblemMark().map(mark -> at(file, mark)).orElse(Place.of(file));
      problems.add(place, "", "this is no YAML: " + oneLine(syntax.getProblem()), "");
    } catch (YamlEngineException unreadable) {
      problems.add(
          Place.of(file), "", "this is no YAML: " + oneLine(String.valueOf(unreadable)), "");
    }
    return Optional.empty();
  }

  private Optional<Node> document() throws Refused {
    events.next();
    Event first = events.next();
    if (first.getEventId() == Event.ID.StreamEnd) {
      throw new Refused(Place.of(file), "the file is empty", "a section");
    }
    Node root = node(events.next(), 1);
    events.next();
    Event last = events.next();
    if (last.getEventId() != Event.ID.StreamEnd) {
      throw new Refused(place(last), "a second document begins here", "one document in a file");
    }
    return Optional.of(root);
  }

  private Node node(Event event, int depth) throws Refused {
    Place place = place(event);
    if (depth > DEEPEST) {
      throw new Refused(place, "nested too deep", "at most " + DEEPEST + " levels");
    }
    if (event instanceof AliasEvent) {
      throw new Refused(place, "aliases are not read", "the value written out");
    }
    if (event instanceof NodeEvent named && named.getAnchor().isPresent()) {
      throw new Refused(place, "anchors are not read", "the value written out");
    }
    return switch (event.getEventId()) {
      case Scalar -> scalar((ScalarEvent) event);
      case SequenceStart -> items(place, depth);
      case MappingStart -> entries(place, depth);
      case Alias,
          Comment,
          DocumentEnd,
          DocumentStart,
          MappingEnd,
          SequenceEnd,
          StreamEnd,
          StreamStart ->
          throw new Refused(place, "this is no value", "text, a list or a section");
    };
  }

  private Node.Scalar scalar(ScalarEvent event) throws Refused {
    if (event.getTag().isPresent()) {
      throw new Refused(place(event), "tags are not read", "a plain value");
    }
    return new Node.Scalar(place(event), event.getValue(), event.isPlain());
  }

  private Node items(Place place, int depth) throws Refused {
    List<Node> nodes = new ArrayList<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.SequenceEnd) {
      nodes.add(node(event, depth + 1));
      event = events.next();
    }
    return new Node.Items(place, nodes);
  }

  private Node entries(Place place, int depth) throws Refused {
    List<Node.Entry> entries = new ArrayList<>();
    Map<String, Place> seen = new HashMap<>();
    Event event = events.next();
    while (event.getEventId() != Event.ID.MappingEnd) {
      if (!(node(event, depth + 1) instanceof Node.Scalar key)) {
        throw new Refused(place(event), "a key is a list or a section", "a name before the colon");
      }
      if (key.plain() && key.text().equals("<<")) {
        throw new Refused(key.place(), "merge keys are not read", "the keys written out");
      }
      Node value = node(events.next(), depth + 1);
      Place before = seen.putIfAbsent(key.text(), key.place());
      if (before == null) {
        entries.add(new Node.Entry(key, value));
      } else {
        problems.add(
            key.place(), key.text(), "the key stands twice, first in line " + before.line(), "");
      }
      event = events.next();
    }
    return new Node.Entries(place, entries);
  }

  private Place place(Event event) {
    return event.getStartMark().map(mark -> at(file, mark)).orElse(Place.of(file));
  }

  private static Place at(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** What is YAML but not read here. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Place place;
    private final String what;
    private final String expected;

    Refused(Place place, String what, String expected) {
      super(what);
      this.place = place;
      this.what = what;
      this.expected = expected;
    }
  }
}
