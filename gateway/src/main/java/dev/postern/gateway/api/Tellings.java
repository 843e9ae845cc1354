package dev.postern.gateway.api;

import dev.postern.gateway.ledger.story.JsonLines;
import dev.postern.gateway.ledger.story.Moment;
import dev.postern.gateway.ledger.story.StoryTeller;
import dev.postern.gateway.ledger.story.Timeline;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Stories as REST puts them: as data, and in lines for a terminal. */
final class Tellings {
  private static final int USUAL_COLUMNS = 100;

  private final JsonMapper json = Json.mapper();

  /** A line of JSON as a part of a reply. */
  JsonNode tree(String line) {
    return json.readTree(line);
  }

  /**
   * Moments with their numbers, the first of them at least.
   *
   * @param longest about how many characters of them
   */
  List<JsonNode> moments(List<Numbered> moments, boolean content, int longest) {
    List<JsonNode> told = new ArrayList<>();
    long length = 0;
    for (Numbered each : moments) {
      String line = JsonLines.of(each.number(), each.moment(), content);
      length += line.length();
      if (length > longest && !told.isEmpty()) {
        break;
      }
      told.add(tree(line));
    }
    return told;
  }

  /**
   * A moment and its place in the whole timeline.
   *
   * @param number counts from 1
   */
  record Numbered(int number, Moment moment) {
    static List<Numbered> all(Timeline timeline) {
      List<Numbered> all = new ArrayList<>();
      for (Moment moment : timeline.moments()) {
        all.add(new Numbered(all.size() + 1, moment));
      }
      return all;
    }
  }

  /** Scenes for a terminal. */
  static Map<String, Object> scene(StoryTeller.Scene scene) {
    Map<String, Object> told = new TreeMap<>();
    told.put("at", scene.at().toString());
    told.put("since-millis", scene.since().toMillis());
    told.put("request", scene.request());
    told.put("kind", scene.kind());
    told.put("lines", scene.lines());
    return told;
  }

  static StoryTeller teller(Call call) throws Fault {
    String columns = call.query().getOrDefault("columns", Integer.toString(USUAL_COLUMNS));
    String zone = call.query().getOrDefault("zone", "UTC");
    try {
      return new StoryTeller(Math.clamp(Integer.parseInt(columns), 40, 400), ZoneId.of(zone));
    } catch (NumberFormatException wrong) {
      throw new Fault(400, "'columns' must be a number from 40 to 400");
    } catch (DateTimeException wrong) {
      throw new Fault(400, "'zone' must be a time zone, for example Europe/Berlin");
    }
  }
}
