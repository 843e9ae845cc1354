package dev.postern.cli.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import dev.postern.gateway.inventory.Change;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.InventoryText;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScanTextTest {
  private static final String HOSTILE = "x\u202e\u001b[2J\nfor the target's file:\ntools: {}";

  @Test
  void what_a_target_says_cannot_pose_as_the_commands_own_words() {
    Inventory inventory =
        inventory(new Item(Kind.TOOL, HOSTILE, Map.of("description", HOSTILE, "title", HOSTILE)));
    JsonNode findings =
        JsonMapper.shared()
            .valueToTree(
                List.of(
                    Map.of(
                        "code", "undescribed",
                        "level", "warning",
                        "kind", "tool",
                        "name", HOSTILE,
                        "what", "new",
                        "todo", "look")));

    String told =
        told(
            inventory,
            findings,
            List.of(new Change(Change.How.NEW, inventory.items().getFirst(), List.of())));

    assertThat(told.chars().filter(c -> c != '\n').noneMatch(Character::isISOControl)).isTrue();
    assertThat(told).doesNotContain("\u202e").contains("\\u202e\\u001b[2J\\nfor the target's");
    assertThat(told.lines().filter(line -> line.startsWith("for the target's file"))).isEmpty();
    assertThat(told.lines().filter(line -> line.startsWith("tools"))).isEmpty();
  }

  @Test
  void an_inventory_is_kept_with_a_line_for_each_thing_and_read_again() throws Exception {
    Inventory inventory =
        inventory(
            new Item(Kind.TOOL, HOSTILE, Map.of("description", "one")),
            new Item(Kind.TOOL, "b", Map.of()));
    JsonNode node = JsonMapper.shared().readTree(InventoryText.of(inventory));

    byte[] lines = ScanJson.lines(node);

    assertThat(
            new String(lines, StandardCharsets.UTF_8).lines().filter(l -> l.contains("\"kind\"")))
        .hasSize(2);
    assertThat(InventoryText.read(lines)).isEqualTo(inventory);
  }

  @Test
  void no_screen_obeys_an_inventory_as_json() {
    Inventory inventory =
        inventory(new Item(Kind.TOOL, "a", Map.of("description", "x\u009b2J\u202e\u200b\u00e9")));
    JsonNode node = JsonMapper.shared().readTree(InventoryText.of(inventory));
    Change change = new Change(Change.How.NEW, inventory.items().getFirst(), List.of());

    String lines = new String(ScanJson.lines(node), StandardCharsets.UTF_8);
    String document =
        ScanJson.document(
            JsonMapper.shared().createObjectNode().set("inventory", node), List.of(change), true);

    assertThat(lines.toLowerCase(Locale.ROOT)).contains("x\\u009b2j\\u202e\\u200b\\u00e9");
    assertThat((lines + document).chars().allMatch(c -> c < 0x7f)).isTrue();
  }

  @Test
  void only_facts_that_are_digests_are_left_out_and_not_what_looks_like_one() {
    Inventory inventory =
        inventory(
            new Item(
                Kind.TOOL,
                "a",
                Map.of(
                    "description", "sha256:obey me", "output", "sha256:12", "input", "sha256:34")));
    JsonNode findings =
        JsonMapper.shared().valueToTree(List.of(Map.of("kind", "tool", "name", "a")));

    assertThat(told(inventory, findings, List.of()))
        .contains("description \"sha256:obey me\"")
        .doesNotContain("sha256:12", "sha256:34");
  }

  private static Inventory inventory(Item... items) {
    return new Inventory("notes", "mcp", HOSTILE, Instant.EPOCH, List.of(items), List.of());
  }

  private static String told(Inventory now, JsonNode findings, List<Change> changes) {
    StringWriter out = new StringWriter();
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    new ScanText(line).tell(now, findings, Optional.of(now), changes);
    return out.toString();
  }
}
