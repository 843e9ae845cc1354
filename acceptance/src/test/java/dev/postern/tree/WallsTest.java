package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The walls of ARCHITECTURE.md, read from its table and held against the class files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WallsTest {
  private static final String KERNEL = "dev.postern.kernel.";
  private static final String GATEWAY = "dev.postern.gateway.";
  private static final Pattern NAMED = Pattern.compile("L?(dev/postern/[A-Za-z0-9_/$]+)");
  private static final Set<String> KERNEL_MAY =
      Set.of("java/", "org/jspecify/", "dev/postern/kernel/");

  private final Map<String, Set<String>> rows = new TreeMap<>();
  private final List<Compiled> classes = new ArrayList<>();

  private record Compiled(String name, ClassModel model) {}

  @BeforeAll
  void read() throws IOException {
    String page = Files.readString(Tree.root().resolve("ARCHITECTURE.md"));
    String table = page.substring(page.indexOf("<!-- walls -->"), page.indexOf("<!-- /walls -->"));
    table
        .lines()
        .filter(line -> line.startsWith("| ") && !line.startsWith("| package"))
        .map(line -> line.split("\\|", -1))
        .forEach(cells -> rows.put(cells[1].strip(), list(cells[2])));
    for (String module : List.of("kernel", "gateway")) {
      for (Path file :
          Tree.files(Tree.root().resolve(module).resolve("target/classes"), ".class")) {
        ClassModel model = ClassFile.of().parse(file);
        classes.add(new Compiled(model.thisClass().asInternalName(), model));
      }
    }
  }

  @Test
  void every_dependency_between_packages_stands_in_the_table() {
    Set<String> breaches = new TreeSet<>();
    for (Compiled compiled : classes) {
      Optional<String> from = row(compiled.name());
      if (from.isEmpty()) {
        continue;
      }
      for (String used : uses(compiled.model())) {
        Optional<String> to = row(used);
        if (to.isEmpty() && used.startsWith("dev/postern/gateway/")) {
          breaches.add(compiled.name() + " uses " + used);
        }
        to.filter(row -> !row.equals(from.get()))
            .filter(row -> !rows.getOrDefault(from.get(), Set.of()).contains(row))
            .ifPresent(row -> breaches.add(compiled.name() + " uses " + used + " (" + row + ")"));
      }
    }
    assertThat(classes).hasSizeGreaterThan(50);
    assertThat(breaches).isEmpty();
  }

  @Test
  void every_package_has_a_row() {
    Set<String> without = new TreeSet<>();
    for (Compiled compiled : classes) {
      boolean composition = compiled.name().lastIndexOf('/') == "dev/postern/gateway".length();
      if (!composition && row(compiled.name()).isEmpty()) {
        without.add(compiled.name());
      }
    }
    assertThat(without).isEmpty();
  }

  @Test
  void the_table_has_no_cycle_and_names_only_its_rows() {
    rows.forEach((row, uses) -> assertThat(rows.keySet()).as(row + " may use").containsAll(uses));
    Map<String, Set<String>> left = new HashMap<>();
    rows.forEach((row, uses) -> left.put(row, new HashSet<>(uses)));
    while (!left.isEmpty()) {
      Set<String> free = new HashSet<>();
      left.forEach((row, uses) -> {
        if (uses.stream().noneMatch(left::containsKey)) {
          free.add(row);
        }
      });
      assertThat(free).as("rows in a cycle: " + left.keySet()).isNotEmpty();
      left.keySet().removeAll(free);
    }
  }

  @Test
  void the_kernel_uses_nothing_but_the_jdk() {
    Set<String> breaches = new TreeSet<>();
    for (Compiled compiled : classes) {
      if (!compiled.name().startsWith("dev/postern/kernel/")) {
        continue;
      }
      for (PoolEntry entry : compiled.model().constantPool()) {
        if (entry instanceof ClassEntry named && !named.asInternalName().startsWith("[")) {
          String used = named.asInternalName();
          if (KERNEL_MAY.stream().noneMatch(used::startsWith)) {
            breaches.add(compiled.name() + " uses " + used);
          }
          if (used.startsWith("java/net/")
              || used.startsWith("java/nio/file/")
              || used.startsWith("java/nio/channels/")) {
            breaches.add(compiled.name() + " does I/O through " + used);
          }
        }
      }
    }
    assertThat(breaches).isEmpty();
  }

  @Test
  void each_protocol_speaks_its_own_words_in_one_class() {
    Map<String, List<String>> speakers = new TreeMap<>();
    for (Compiled compiled : classes) {
      boolean speaks =
          compiled
              .model()
              .superclass()
              .map(ClassEntry::asInternalName)
              .equals(Optional.of("dev/postern/kernel/gate/OwnWords"));
      if (speaks) {
        speakers
            .computeIfAbsent(row(compiled.name()).orElse("none"), row -> new ArrayList<>())
            .add(compiled.name());
      }
    }
    assertThat(speakers).allSatisfy((row, names) -> assertThat(names).hasSize(1));
  }

  /**
   * Every class of ours that a class file names: in its pool's classes, descriptors and signatures.
   */
  private static Set<String> uses(ClassModel model) {
    Set<String> used = new HashSet<>();
    for (PoolEntry entry : model.constantPool()) {
      if (entry instanceof Utf8Entry text) {
        Matcher named = NAMED.matcher(text.stringValue());
        while (named.find()) {
          used.add(named.group(1));
        }
      }
    }
    return used;
  }

  /** The row that covers a class: the longest one whose package holds it. */
  private Optional<String> row(String internalName) {
    String name = internalName.replace('/', '.');
    String rest =
        name.startsWith(GATEWAY)
            ? name.substring(GATEWAY.length())
            : name.startsWith(KERNEL) ? "kernel." + name.substring(KERNEL.length()) : "";
    return rows.keySet().stream()
        .filter(row -> rest.startsWith(row + "."))
        .max((one, other) -> Integer.compare(one.length(), other.length()));
  }

  private static Set<String> list(String cell) {
    Set<String> names = new HashSet<>(Arrays.asList(cell.strip().split("\\s*,\\s*")));
    names.remove("");
    return names;
  }
}
