package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The threat model and the page on assurance name tests and scenes as proof: they are there. */
class ThreatModelTest {
  private static final Pattern PROOF = Pattern.compile("`([A-Z]\\w+)\\.(\\w+_\\w+)`");
  private static final Pattern NAMED_CLASS = Pattern.compile("`([A-Z]\\w+Test)`");
  private static final Pattern SCENE = Pattern.compile("scene \"([^\"]+)\"");

  @Test
  void every_test_that_it_names_is_there() throws IOException {
    Map<String, String> classes = classes();
    Set<String> missing = new TreeSet<>();
    List<MatchResult> proofs = PROOF.matcher(page()).results().toList();
    for (MatchResult proof : proofs) {
      String source = classes.getOrDefault(proof.group(1), "");
      if (!source.contains("void " + proof.group(2) + "(")) {
        missing.add(proof.group());
      }
    }
    assertThat(proofs).hasSizeGreaterThan(100);
    assertThat(missing).isEmpty();
  }

  @Test
  void every_class_that_assurance_names_is_there() throws IOException {
    Map<String, String> classes = classes();
    List<String> named =
        NAMED_CLASS.matcher(page("docs/assurance.md")).results().map(one -> one.group(1)).toList();
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(classes.keySet()).containsAll(named);
  }

  @Test
  void every_scene_that_it_names_is_played() throws IOException {
    StringBuilder story = new StringBuilder();
    for (Path file : Tree.files(Tree.root().resolve("demo/src/main/java"), "Scenes.java")) {
      story.append(Files.readString(file));
    }
    List<MatchResult> scenes = SCENE.matcher(page()).results().toList();
    assertThat(scenes).isNotEmpty();
    assertThat(scenes)
        .allSatisfy(scene -> assertThat(story).contains("\"" + scene.group(1) + "\""));
  }

  private static String page() throws IOException {
    return page("docs/threat-model.md") + page("docs/assurance.md");
  }

  private static String page(String name) throws IOException {
    return Files.readString(Tree.root().resolve(name));
  }

  /** The text of every class of tests, contracts included, by simple name. */
  private static Map<String, String> classes() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String module : Tree.MODULES) {
      files.addAll(Tree.files(Tree.root().resolve(module).resolve("src/test/java"), ".java"));
    }
    files.addAll(Tree.files(Tree.root().resolve("testkit/src/main/java"), ".java"));
    Map<String, String> classes = new HashMap<>();
    for (Path file : files) {
      String name = file.getFileName().toString().replace(".java", "");
      classes.merge(name, Files.readString(file), String::concat);
    }
    return classes;
  }
}
