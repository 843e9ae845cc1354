package dev.postern.cli.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.cli.Postern;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands of a vault: what they keep, and what they never say. */
@Timeout(60)
class VaultCommandTest {
  @TempDir private Path folder;
  private final InputStream usual = System.in;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void standardInputIsBack() {
    System.setIn(usual);
  }

  private int run(String... words) {
    return run(List.of(words), folder.resolve("vault.key"));
  }

  private int run(List<String> words, Path key) {
    List<String> all = new ArrayList<>();
    all.add("vault");
    all.addAll(words);
    all.addAll(
        List.of("--file", folder.resolve("v.vault").toString(), "--key-file", key.toString()));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(all.toArray(String[]::new));
  }

  private int put(String name, String secret) {
    System.setIn(new ByteArrayInputStream(secret.getBytes(StandardCharsets.UTF_8)));
    return run("put", name);
  }

  @Test
  void keeps_what_it_reads_from_standard_input_and_says_nothing_of_it() throws IOException {
    assertThat(run("init")).isZero();
    assertThat(out.toString()).contains("vault.key (new)").contains("number 1, under key local:");
    assertThat(put("shop/app", "canary-7d1\n")).isZero();
    assertThat(out.toString()).isEqualTo("shop/app: version 1\n");
    assertThat(put("shop/app", "canary-7d2")).isZero();
    assertThat(put("crm", "canary-7d3")).isZero();
    StringBuilder said = new StringBuilder(out + " " + err);
    assertThat(run("list")).isZero();
    assertThat(out.toString().lines().map(line -> line.substring(0, line.lastIndexOf("  "))))
        .containsExactly("crm  version 1", "shop/app  version 2");
    said.append(out).append(err);
    assertThat(run("versions", "shop/app")).isZero();
    assertThat(out.toString().lines()).hasSize(2);
    said.append(out).append(err);
    assertThat(run("verify")).isZero();
    assertThat(out.toString()).startsWith("3 are sound; number 4, under key local:");
    assertThat(run("delete", "shop/app", "--version-number", "2")).isZero();
    assertThat(run("delete", "shop/app", "--version-number", "2")).isEqualTo(1);
    assertThat(said.toString()).doesNotContain("canary");
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain("canary");
      }
    }
  }

  @Test
  void moves_to_another_key_and_the_old_one_opens_it_no_more() {
    run("init");
    put("crm", "canary-7d3");
    Path next = folder.resolve("next.key");
    assertThat(run("rotate-key", "--to-key-file", next.toString())).isZero();
    assertThat(out.toString()).startsWith("1 sealed again; number 3, under key local:");
    assertThat(run("list")).isEqualTo(1);
    assertThat(err.toString()).contains("cannot be used: it is under key local:");
    assertThat(run(List.of("list"), next)).isZero();
    assertThat(run(List.of("rewrap"), next)).isZero();
    assertThat(out.toString()).startsWith("1 sealed again; number 4");
  }

  @Test
  void what_no_lease_could_hold_and_a_name_that_is_none_are_refused() {
    run("init");
    assertThat(put("crm", "two words")).isEqualTo(1);
    assertThat(put("crm", "")).isEqualTo(1);
    assertThat(put("crm", "two\nlines")).isEqualTo(1);
    assertThat(put("../crm", "canary")).isEqualTo(1);
    assertThat(err.toString()).contains("the name of a secret is").doesNotContain("canary");
    assertThat(run("put", "crm", "the-secret")).isEqualTo(2);
    assertThat(run("init")).isEqualTo(1);
    assertThat(run("list")).isZero();
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void takes_over_what_a_configuration_has_in_files() throws IOException {
    Path config = Configured.in(folder, "file: crm.secret");
    Files.writeString(folder.resolve("crm.secret"), "canary-7d4\n");
    run("init");
    assertThat(run("import", "--from", config.toString())).isZero();
    assertThat(out.toString()).isEqualTo("crm: version 1\n");
    Files.delete(folder.resolve("crm.secret"));
    Files.writeString(folder.resolve("crm.secret"), "two words\n");
    assertThat(run("import", "--from", config.toString())).isEqualTo(1);
    assertThat(out.toString()).contains("crm: not taken");
  }

  @Test
  void a_vault_is_found_by_its_name_in_a_configuration() throws IOException {
    run("init");
    put("crm/token", "canary-7d5");
    Path config = Configured.in(folder, "{vault: local, secret: crm/token}");
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(out, true));
    out.getBuffer().setLength(0);
    assertThat(line.execute("vault", "verify", "--config", config.toString(), "--name", "local"))
        .isZero();
    assertThat(out.toString()).startsWith("1 are sound");
  }
}
