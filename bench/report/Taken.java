import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * One window of a bench, of whichever protocol.
 *
 * @param way what stood between client and server
 * @param load what was asked, by how many clients
 * @param rate operations a second, or bytes a second of a long answer
 * @param cpu processor time of the way for each operation in us, or for each gigabyte in seconds
 * @param p50 and {@code p99} in us; 0 where they were not taken
 */
record Taken(
    String way, String load, int repetition, double rate, double cpu, double p50, double p99) {

  /** The quiet windows of {@code bench/run mcp --json}. */
  static List<Taken> ofMcp(JsonNode report) {
    List<Taken> all = new ArrayList<>();
    for (JsonNode window : report.get("raw")) {
      JsonNode told = window.get("told");
      if (window.get("quiet").asBoolean()) {
        all.add(
            new Taken(
                window.get("row").asString(),
                window.get("load").asString(),
                window.get("repetition").asInt(),
                told.get("rate").asDouble(),
                window.get("gateway_cpu_us_per_op").asDouble(),
                told.get("p50_us").asDouble(),
                told.get("p99_us").asDouble()));
      }
    }
    return all;
  }

  /** The quiet windows of {@code bench/run postgres --json}. */
  static List<Taken> ofPostgres(JsonNode report) {
    List<Taken> all = new ArrayList<>();
    for (JsonNode window : report.get("windows")) {
      if (!window.get("dropped").asBoolean()) {
        all.add(
            new Taken(
                window.get("way").asString(),
                window.get("row").asString(),
                window.get("repetition").asInt(),
                window.get("rate").asDouble(),
                window.get("cpu").asDouble(),
                window.get("p50_us").asDouble(),
                window.get("p99_us").asDouble()));
      }
    }
    return all;
  }
}
