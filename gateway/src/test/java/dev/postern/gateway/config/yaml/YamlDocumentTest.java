package dev.postern.gateway.config.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlDocumentTest {
  private final Problems problems = new Problems();

  private Optional<Node> read(String text) {
    return YamlDocument.read("f.yaml", text, problems);
  }

  private List<String> told(String text) {
    Optional<Node> node = read(text);
    assertThat(node.isEmpty() || problems.count() > 0).isTrue();
    return problems.list().stream().map(Problem::toString).toList();
  }

  @Test
  void keeps_the_line_and_column_of_every_node() {
    Node.Entries root = (Node.Entries) read("a: 1\nb:\n  - x\n  - {c: d}\n").orElseThrow();
    assertThat(root.entries().get(0).value().place()).isEqualTo(new Place("f.yaml", 1, 4));
    Node.Items items = (Node.Items) root.entries().get(1).value();
    assertThat(items.nodes().get(0).place()).isEqualTo(new Place("f.yaml", 3, 5));
    Node.Entries inner = (Node.Entries) items.nodes().get(1);
    assertThat(inner.entries().get(0).value().place()).isEqualTo(new Place("f.yaml", 4, 9));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a: &x 1          | f.yaml:1:4: anchors are not read; expected the value written out",
        "a: *x            | f.yaml:1:4: aliases are not read; expected the value written out",
        "a: !!str 1       | f.yaml:1:4: tags are not read; expected a plain value",
        "'<<: {a: 1}'     | f.yaml:1:1: merge keys are not read; expected the keys written out",
        "'[a]: 1'         | f.yaml:1:1: a key is a list or a section; expected a name before the"
            + " colon",
      })
  void refuses_what_hides_meaning(String text, String problem) {
    assertThat(told(text)).containsExactly(problem);
  }

  @Test
  void refuses_a_second_document_and_an_empty_file() {
    assertThat(told("a: 1\n---\nb: 2\n"))
        .containsExactly(
            "f.yaml:2:1: a second document begins here; expected one document in a file");
    assertThat(YamlDocument.read("g.yaml", "# nothing\n", problems)).isEmpty();
    assertThat(problems.list().getLast())
        .hasToString("g.yaml: the file is empty; expected a section");
  }

  @Test
  void reports_a_key_that_stands_twice_with_the_line_of_the_first() {
    assertThat(told("a: 1\nb: 2\na: 3\n"))
        .containsExactly("f.yaml:3:1: a: the key stands twice, first in line 1");
  }

  @Test
  void reports_a_tab_and_broken_syntax_with_its_place() {
    assertThat(told("a:\n\tb: 1\n").getFirst()).startsWith("f.yaml:2:1: this is no YAML: ");
    Problems others = new Problems();
    assertThat(YamlDocument.read("h.yaml", "a: [1, 2\nb: 3\n", others)).isEmpty();
    assertThat(others.list().getFirst().place().line()).isEqualTo(2);
  }

  @Test
  void refuses_nesting_beyond_its_limit_without_running_out_of_stack() {
    String deepest = "[".repeat(YamlDocument.DEEPEST) + "]".repeat(YamlDocument.DEEPEST);
    assertThat(read(deepest)).isPresent();
    assertThat(told("[".repeat(100_000)).getFirst())
        .startsWith("f.yaml:1:33: nested too deep; expected at most 32 levels");
  }

  @Test
  void takes_plain_scalars_for_what_yaml_1_2_says() {
    Node.Items items =
        (Node.Items)
            read("[yes, true, ~, 12, 1e3, 0x1F, 2026-11-30, '12', null, no]").orElseThrow();
    assertThat(items.nodes())
        .map(node -> ((Node.Scalar) node).type().name().charAt(0) + "")
        .containsExactly("T", "T", "E", "N", "N", "N", "T", "T", "E", "T");
    assertThat(((Node.Scalar) items.nodes().get(0)).type()).isEqualTo(Node.Scalar.Type.TEXT);
    assertThat(((Node.Scalar) items.nodes().get(1)).type()).isEqualTo(Node.Scalar.Type.TRUTH);
  }
}
