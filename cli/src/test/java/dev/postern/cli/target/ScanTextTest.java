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
