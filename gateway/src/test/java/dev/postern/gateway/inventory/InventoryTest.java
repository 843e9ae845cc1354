package dev.postern.gateway.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InventoryTest {
  @Test
  void what_is_written_is_read_as_it_was() throws Exception {
    Inventory inventory =
        new Inventory(
            "notes",
            "mcp",
            "a \u202e server",
            Instant.parse("2026-11-22T05:00:00Z"),
            List.of(tool("b", "says \"x\"\n\ud83d"), tool("a", "")),
            List.of(new Inventory.Cut(Kind.RESOURCE, "too many")));

    assertThat(InventoryText.read(InventoryText.of(inventory))).isEqualTo(inventory);
    assertThat(inventory.items()).extracting(Item::name).containsExactly("a", "b");
  }

  @Test
  void a_name_that_is_offered_twice_counts_once_and_is_told() {
    Inventory inventory = of(List.of(tool("a", "first"), tool("a", "x"), tool("a", "y")));

    assertThat(inventory.items())
        .containsExactly(new Item(Kind.TOOL, "a", Map.of("description", "first", "times", "3")));
  }

  @Test
  void tells_what_is_new_gone_and_otherwise() {
    List<Change> changes =
        Change.between(
            of(List.of(tool("kept", "x"), tool("gone", ""), tool("other", "says this"))),
            of(List.of(tool("kept", "x"), tool("new", ""), tool("other", "says that"))));

    assertThat(changes)
        .containsExactly(
            new Change(Change.How.GONE, tool("gone", ""), List.of()),
            new Change(Change.How.NEW, tool("new", ""), List.of()),
            new Change(Change.How.CHANGED, tool("other", "says that"), List.of("description")));
  }

  @Test
  void what_may_only_be_cut_off_is_neither_new_nor_gone() {
    Inventory whole = of(List.of(tool("a", ""), tool("b", "")));
    Inventory cut =
        new Inventory(
            "notes",
            "mcp",
            "s",
            Instant.EPOCH,
            List.of(tool("a", "")),
            List.of(new Inventory.Cut(Kind.TOOL, "too many")));

    assertThat(Change.between(whole, cut)).isEmpty();
    assertThat(Change.between(cut, whole)).isEmpty();
  }

  @Test
  void what_is_no_inventory_is_refused() {
    for (String text :
        List.of(
            "",
            "{}",
            "{\"format\":2}",
            "{\"format\":1,\"target\":\"a\",\"protocol\":\"mcp\",\"server\":\"s\","
                + "\"taken\":\"yesterday\",\"items\":[],\"cuts\":[]}",
            "{\"format\":1,\"items\":[{\"kind\":\"spoon\",\"name\":\"a\",\"facts\":{}}]}")) {
      assertThatThrownBy(() -> InventoryText.read(text.getBytes(StandardCharsets.UTF_8)))
          .as(text)
          .isInstanceOf(InventoryText.Unreadable.class);
    }
  }

  private static Item tool(String name, String description) {
    return new Item(Kind.TOOL, name, Map.of("description", description));
  }

  private static Inventory of(List<Item> items) {
    return new Inventory("notes", "mcp", "s", Instant.EPOCH, items, List.of());
  }
}
