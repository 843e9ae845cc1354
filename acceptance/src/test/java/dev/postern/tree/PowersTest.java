package dev.postern.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the product's own classes never do, whoever asks: read from their class files. */
class PowersTest {
  private static final Set<String> TYPES =
      Set.of(
          "java/lang/ProcessBuilder",
          "java/io/ObjectInputStream",
          "java/beans/XMLDecoder",
          "javax/script/ScriptEngineManager",
          "javax/naming/InitialContext",
          "javax/xml/parsers/DocumentBuilderFactory",
          "javax/xml/parsers/SAXParserFactory");
  private static final Set<String> METHODS =
      Set.of("java/lang/Runtime.exec", "java/lang/ClassLoader.defineClass");

  @Test
  void no_class_of_the_product_starts_a_process_or_reads_serialised_objects() throws IOException {
    Set<String> uses = new TreeSet<>();
    List<Path> files = new ArrayList<>();
    for (String module : List.of("kernel", "gateway")) {
      files.addAll(Tree.files(Tree.root().resolve(module).resolve("target/classes"), ".class"));
    }
    for (Path file : files) {
      ClassModel model = ClassFile.of().parse(file);
      for (PoolEntry entry : model.constantPool()) {
        if (forbidden(entry)) {
          uses.add(model.thisClass().asInternalName() + " uses " + entry);
        }
      }
    }
    assertThat(files).hasSizeGreaterThan(50);
    assertThat(uses).isEmpty();
  }

  private static boolean forbidden(PoolEntry entry) {
    return (entry instanceof ClassEntry named && TYPES.contains(named.asInternalName()))
        || (entry instanceof MemberRefEntry member
            && METHODS.contains(
                member.owner().asInternalName() + "." + member.name().stringValue()));
  }
}
