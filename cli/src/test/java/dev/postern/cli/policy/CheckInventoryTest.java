package dev.postern.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.InventoryText;
import dev.postern.gateway.inventory.Item;
import dev.postern.gateway.inventory.Kind;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code policy check} knows what a target offers, once that was kept in a file. */
class CheckInventoryTest {
  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void configure() throws IOException {
    Files.writeString(
        folder.resolve("postern.yaml"),
        """
        listen: {port: 7070, url: "http://127.0.0.1:7070"}
        data: data
        issuers:
          - {id: test, url: "http://127.0.0.1:1", parties: [{kind: person}]}
        policies: [rules.cedar]
        classes: {personal: {mask: redact}}
        targets: [notes.yaml]
        """);
    Files.writeString(folder.resolve("rules.cedar"), "");
    Files.writeString(
        folder.resolve("notes.yaml"),
        """
        name: notes
        kind: mcp
        url: http://127.0.0.1:9/mcp
        environment: office
        unmapped: clear
        tools:
          search: {groups: [read], fields: {"$.hits[*].author": personal}}
          export: {groups: [read]}
        resources:
          "note://*": {groups: [read]}
          "file://*": {groups: [read]}
        """);
  }

  @Test
  void tells_tools_fields_and_resources_that_a_file_names_and_the_target_has_not()
      throws Exception {
    int status =
        check(
            inventory(
                new Item(Kind.TOOL, "search", Map.of("output", "sha256:1")),
                new Item(Kind.FIELD, "search $.hits[*].writer", Map.of("type", "string")),
                new Item(Kind.FIELD, "search $.hits[*].writer_email", Map.of("type", "string")),
                new Item(Kind.TOOL, "wipe", Map.of()),
                new Item(Kind.RESOURCE, "note://1", Map.of())),
            "--fail-on",
            "warning");

    assertThat(status).isEqualTo(1);
    assertThat(out.toString()).contains("usable");
    assertThat(findings())
        .containsExactly(
            "notes.yaml:1:1: warning[undescribed]: notes: tool wipe: the target offers a tool"
                + " that is new",
            "notes.yaml:7:1: warning[not-offered]: notes: field \"search $.hits[*].author\": the"
                + " target's file gives this place of the tool's reply a class, and the tool's"
                + " output schema has no such place",
            "notes.yaml:7:1: note[looks-sensitive]: notes: field \"search"
                + " $.hits[*].writer_email\": by its name it may need a class, and it is shown to"
                + " everybody who may use the tool",
            "notes.yaml:8:1: warning[not-offered]: notes: tool export: the target's file describes"
                + " it, and the target does not offer it",
            "notes.yaml:11:1: warning[not-offered]: notes: resource \"file://*\": the target's"
                + " file describes it, and the target lists no such resource");
  }

  @Test
  void nothing_is_found_where_file_and_target_say_the_same() throws Exception {
    int status =
        check(
            inventory(
                new Item(Kind.TOOL, "search", Map.of("output", "sha256:1")),
                new Item(Kind.FIELD, "search $.hits[*].author", Map.of("type", "string")),
                new Item(Kind.TOOL, "export", Map.of()),
                new Item(Kind.RESOURCE, "note://1", Map.of()),
                new Item(Kind.TEMPLATE, "file://{name}", Map.of())),
            "--fail-on",
            "warning");

    assertThat(status).as(err.toString()).isZero();
    assertThat(findings()).isEmpty();
  }

  /** A matcher that tries every place of every star does not come to an end here. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_long_name_is_held_against_a_pattern_of_many_stars() throws Exception {
    Path file = folder.resolve("notes.yaml");
    String stars = "note://" + "*a".repeat(12) + "*b";
    Files.writeString(file, Files.readString(file).replace("note://*", stars));

    check(inventory(new Item(Kind.RESOURCE, "note://" + "a".repeat(2_000), Map.of())));

    assertThat(findings()).anyMatch(line -> line.contains(stars) && line.contains("not-offered"));
  }

  @Test
  void a_file_that_is_no_inventory_is_told() throws Exception {
    assertThat(check(folder.resolve("notes.yaml"))).isEqualTo(1);
    assertThat(err.toString()).contains("notes.yaml is no inventory");
  }

  private Stream<String> lines() {
    return err.toString().lines().filter(line -> line.contains("]: notes: "));
  }

  private List<String> findings() {
    return lines().map(line -> line.replace(folder + "/", "")).toList();
  }

  private Path inventory(Item... items) throws IOException {
    return Files.write(
        folder.resolve("notes.json"),
        InventoryText.of(
            new Inventory("notes", "mcp", "s 1", Instant.EPOCH, List.of(items), List.of())));
  }

  private int check(Path inventory, String... more) {
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(
        Stream.concat(
                Stream.of(
                    "policy",
                    "check",
                    "--config",
                    folder.resolve("postern.yaml").toString(),
                    "--inventory",
                    inventory.toString()),
                Stream.of(more))
            .toArray(String[]::new));
  }
}
