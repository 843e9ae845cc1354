package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.operation.Value;
import java.time.Instant;
import java.util.Optional;

/**
 * Calls of MCP as an HTTP Archive 1.2: a POST for each, as far as it is recorded. There are no
 * headers but the media type: what else stood in a head, credentials among it, is never recorded.
 * What the format has no place for stands in members that begin with an underscore.
 */
final class HarFile {
  private static final String SOFTWARE = "{\"name\":\"postern\",\"version\":\"0.1.0\"}";
  private static final String JSON_HEADER =
      "[{\"name\":\"Content-Type\",\"value\":\"application/json\"}]";

  private final boolean content;

  private HarFile(boolean content) {
    this.content = content;
  }

  static Export of(Timeline timeline, boolean content) {
    HarFile file = new HarFile(content);
    StringBuilder entries = new StringBuilder();
    Export.Cut cut = timeline.cut().map(Export.Cut::from).orElse(Export.Cut.NOTHING);
    for (Deed deed : timeline.story().deeds()) {
      if (Protocol.of(deed.asked()) != Protocol.MCP) {
        continue;
      }
      String entry = file.entry(deed);
      if (entries.length() + entry.length() > Export.LONGEST) {
        cut = Export.Cut.from(deed.at());
        break;
      }
      entries.append(entries.isEmpty() ? "\n" : ",\n").append(entry);
    }
    JsonText log = new JsonText();
    log.raw("{\"log\":{\"version\":\"1.2\",\"creator\":").raw(SOFTWARE);
    log.text(",comment", "session " + timeline.story().session() + ", from the ledger");
    log.truth(",_whole", cut.whole());
    cut.why().ifPresent(why -> log.text(",_cut", why));
    log.raw(",\"pages\":[],\"entries\":[").raw(entries.toString()).raw("\n]}}\n");
    return new Export("application/json", ".har", log.toString(), cut);
  }

  private String entry(Deed deed) {
    long millis = took(deed) / 1_000_000;
    JsonText out = new JsonText();
    out.raw("{");
    out.text("startedDateTime", deed.at().toString());
    out.number(",time", millis);
    out.raw(",\"request\":").raw(request(deed));
    out.raw(",\"response\":").raw(response(deed));
    out.raw(",\"cache\":{},\"timings\":{\"send\":0,\"wait\":" + millis + ",\"receive\":0}");
    out.raw(",\"_postern\":").raw(JsonLines.of(deed, false));
    return out.raw("}").toString();
  }

  private String request(Deed deed) {
    JsonText out = new JsonText();
    out.raw("{");
    out.text("method", "POST");
    out.text(",url", "postern:///mcp/" + plain(deed.asked().target()));
    out.text(",httpVersion", "HTTP/1.1");
    out.raw(",\"cookies\":[],\"headers\":").raw(JSON_HEADER);
    out.raw(",\"queryString\":[],\"headersSize\":-1");
    Optional<String> body = deed.request().filter(value -> content).flatMap(HarFile::printed);
    out.number(",bodySize", body.map(String::length).orElse(-1));
    body.ifPresent(text -> {
      out.raw(",\"postData\":{");
      out.text("mimeType", "application/json");
      out.raw(",\"params\":[]");
      out.text(",text", text);
      out.raw("}");
    });
    return out.raw("}").toString();
  }

  private String response(Deed deed) {
    Optional<String> body = deed.reply().filter(value -> content).flatMap(HarFile::printed);
    JsonText out = new JsonText();
    out.raw("{");
    out.number("status", status(deed));
    out.text(",statusText", "");
    out.text(",httpVersion", "HTTP/1.1");
    out.raw(",\"cookies\":[],\"headers\":").raw(JSON_HEADER);
    out.raw(",\"content\":{");
    out.number("size", body.map(String::length).orElse(0));
    out.text(",mimeType", "application/json");
    body.ifPresent(text -> out.text(",text", text));
    out.raw("}");
    out.text(",redirectURL", "");
    out.raw(",\"headersSize\":-1");
    out.number(",bodySize", body.map(String::length).orElse(-1));
    return out.raw("}").toString();
  }

  /** As the format has it: 0 where no answer came. */
  private static int status(Deed deed) {
    return switch (deed.fate()) {
      case Deed.Fate.Ended(var entry, Instant at, Leaf.Outcome outcome) ->
          outcome.status().orElse(0);
      case Deed.Fate.TurnedAway away -> 200;
      case Deed.Fate.Open open -> 0;
      case Deed.Fate.Elsewhere elsewhere -> 0;
    };
  }

  private static long took(Deed deed) {
    return deed.fate() instanceof Deed.Fate.Ended ended ? ended.outcome().took().toNanos() : 0;
  }

  private static Optional<String> printed(Value value) {
    if (value instanceof Value.Null) {
      return Optional.empty();
    }
    JsonText json = new JsonText();
    json.value(value);
    return Optional.of(json.toString());
  }

  /** A name as it may stand in a path. */
  private static String plain(String name) {
    return name.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
