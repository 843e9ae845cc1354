package dev.postern.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.cli.release.Archive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No jar, module or file of the system gets into a release unnamed. */
class LibrariesTest {
  private static final Map<String, byte[]> COMMON = Map.of("Apache-2.0", new byte[] {1});

  @TempDir private Path folder;

  @Test
  void a_jar_and_its_entry_are_brought_together_by_the_digest() throws IOException {
    Path jars = jars();
    Path jar = jar(jars, "one.jar", "META-INF/NOTICE");
    Part part =
        Optional.ofNullable(
                Libraries.read(jars, bill(Archive.sha256(jar), "Apache-2.0"), COMMON)
                    .jars()
                    .get(jar))
            .orElseThrow();
    assertThat(part.licences()).containsExactly("Apache-2.0");
    assertThat(part.texts()).containsOnlyKeys("Apache-2.0", "one/NOTICE");
  }

  @Test
  void a_jar_that_is_not_in_the_bill_fails_the_build() throws IOException {
    Path jars = jars();
    jar(jars, "one.jar", "A.class");
    assertThatThrownBy(() -> Libraries.read(jars, bill("00", "Apache-2.0"), COMMON))
        .hasMessageContaining("not in the bill of materials");
  }

  @Test
  void a_licence_whose_text_nobody_brings_has_none() throws IOException {
    Path jars = jars();
    Path jar = jar(jars, "one.jar", "A.class");
    Part part =
        Optional.ofNullable(
                Libraries.read(jars, bill(Archive.sha256(jar), "MIT"), COMMON).jars().get(jar))
            .orElseThrow();
    assertThat(part.texts()).isEmpty();
  }

  @Test
  void modules_that_are_used_and_not_written_fail_the_build() throws IOException {
    Path file = folder.resolve("modules");
    Files.writeString(file, "# why\njava.base\njava.sql\n-java.desktop\n");
    JavaRuntime.Wanted wanted = JavaRuntime.Wanted.read(file);
    wanted.demand(Set.of("java.base", "java.sql", "java.desktop"));
    assertThat(wanted.kept()).containsExactly("java.base", "java.sql");
    assertThatThrownBy(
            () -> wanted.demand(Set.of("java.base", "java.sql", "java.desktop", "java.rmi")))
        .hasMessageContaining("java.rmi");
    assertThatThrownBy(() -> wanted.demand(Set.of("java.base", "java.desktop")))
        .hasMessageContaining("java.sql");
  }

  @Test
  void a_file_of_the_system_that_is_not_the_pinned_one_fails_the_build() throws IOException {
    Path root = Files.createDirectories(folder.resolve("root/usr/share/doc/libc6"));
    Files.writeString(root.resolve("copyright"), "LGPL");
    Path library = folder.resolve("root/libc.so.6");
    Files.writeString(library, "one");
    Path pins = folder.resolve("pins");
    Files.writeString(
        pins,
        "package libc6 2.36-9+deb12u1 amd64 debian-12\n"
            + Archive.sha256(library)
            + "  /libc.so.6\n");
    SystemLibraries read = SystemLibraries.read(pins, folder.resolve("root"), COMMON);
    assertThat(read.part().origin())
        .isEqualTo("pkg:deb/debian/libc6@2.36-9%2Bdeb12u1?arch=amd64&distro=debian-12");
    Files.writeString(library, "two");
    assertThatThrownBy(() -> SystemLibraries.read(pins, folder.resolve("root"), COMMON))
        .hasMessageContaining("is not the pinned one");
  }

  private Path jars() throws IOException {
    return Files.createDirectory(folder.resolve("jars"));
  }

  private static Path jar(Path in, String name, String entry) throws IOException {
    Path jar = in.resolve(name);
    try (OutputStream out = Files.newOutputStream(jar);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(entry.getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  private Path bill(String digest, String licence) throws IOException {
    Path bill = folder.resolve("bill.json");
    Files.writeString(
        bill,
        """
        {"metadata": {"component": {"name": "cli", "version": "1"}},
         "components": [{"name": "one", "purl": "pkg:maven/x/one@1",
           "licenses": [{"license": {"id": "%s"}}],
           "hashes": [{"alg": "SHA-256", "content": "%s"}]}]}
        """
            .formatted(licence, digest));
    return bill;
  }
}
