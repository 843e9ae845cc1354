package dev.postern.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.testkit.fuzz.FuzzTarget;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The scanner against Jackson's streaming parser. */
public final class JsonScanFuzz implements FuzzTarget {
  @Override
  public String name() {
    return "json-scan";
  }

  @Override
  public String property() {
    return "what is accepted is what Jackson reads, value for value and at the same bytes; what"
        + " only one of them refuses stands on the scanner's list; no accepted object has"
        + " two keys that differ in case or behind U+0000 alone";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"x\"}}",
        " [ 1 , -0.5e+3 , true , null , \"\\ud83d\\ude00 \\u0041\\n\" , { \"\" : [] } ] ",
        "{\"k\":1,\"\u00c3\u00a9\":2,\"\\u0000\":3}",
        "\"\u00f0\u009f\u0098\u0080\"");
  }

  @Override
  public List<String> words() {
    return List.of(
        "{\"",
        "\":",
        "\\u00",
        "\\ud800",
        "\\udc00",
        "\u00ef\u00bb\u00bf",
        "\u00e2\u0084\u00aa",
        "\u00c5\u00bf",
        "null",
        "true",
        "1e9",
        "-0",
        "[[[[",
        "\"a\":1,\"A\":2");
  }

  @Override
  public void run(byte[] input) {
    JacksonOracle.agrees(input);
    if (JsonScan.of(input, JsonLimits.standard()) instanceof JsonDocument document) {
      unambiguous(document.root());
    }
  }

  private static void unambiguous(JsonValue value) {
    Set<String> seen = new HashSet<>();
    for (JsonMember member : value.members()) {
      String name = member.name();
      int nul = name.indexOf('\0');
      String read = (nul < 0 ? name : name.substring(0, nul)).toLowerCase(Locale.ROOT);
      assertThat(seen.add(read)).as("%s once", name).isTrue();
      unambiguous(member.value());
    }
    value.elements().forEach(JsonScanFuzz::unambiguous);
  }
}
