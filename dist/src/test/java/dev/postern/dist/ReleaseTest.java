package dev.postern.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.cli.release.Archive;
import dev.postern.cli.release.Findings;
import dev.postern.cli.release.Member;
import dev.postern.cli.release.ReleaseAudit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what is read, twice the same, and nothing else passes for it. */
class ReleaseTest {
  private static final String FIT = "Apache-2.0";

  @TempDir private Path folder;
  private SmallRelease small = new SmallRelease(Path.of(""));

  @BeforeEach
  void a_release() {
    small = new SmallRelease(folder);
  }

  @Test
  void a_tarball_and_an_image_hold_the_tree_that_was_planned() throws IOException {
    FileTree tree = small.tree();
    assertThat(Archive.members(small.tarball(tree))).isEqualTo(bare(tree));
    assertThat(Archive.members(small.image(tree))).isEqualTo(bare(tree));
  }

  @Test
  void the_same_tree_gives_the_same_bytes() throws IOException {
    byte[] tarball = Files.readAllBytes(small.tarball(small.tree()));
    byte[] image = Files.readAllBytes(small.image(small.tree()));
    assertThat(Files.readAllBytes(small.tarball(small.tree()))).isEqualTo(tarball);
    assertThat(Files.readAllBytes(small.image(small.tree()))).isEqualTo(image);
  }

  @Test
  void the_systems_tar_reads_it_too() throws IOException {
    FileTree tree = small.tree();
    String deep = "a-folder-with-a-name-of-some-length/".repeat(4) + "and-a-file-in-it.txt";
    tree.text(deep, "deep", SmallRelease.ORIGIN);
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Tool.run(List.of("tar", "-xzf", small.tarball(tree).toString(), "-C", unpacked.toString()));
    assertThat(unpacked.resolve(deep)).hasContent("deep");
    assertThat(unpacked.resolve("bin/run")).isExecutable();
    assertThat(Files.readSymbolicLink(unpacked.resolve("bin/again"))).isEqualTo(Path.of("run"));
  }

  @Test
  void a_signed_release_verifies() throws IOException {
    assertThat(verified(small.tree(), small.tree(), FIT)).first().isEqualTo("0");
  }

  @Test
  void a_signature_is_of_the_kind_that_openssl_verifies() throws IOException {
    Path file = small.tarball(small.tree());
    small.sign(file, small.audit(file, small.tree().members(), FIT));
    String told =
        Tool.run(
            List.of(
                "openssl",
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                small.key().toString(),
                "-rawin",
                "-in",
                file + ".audit.json",
                "-sigfile",
                file + ".audit.json.sig"));
    assertThat(told).contains("Verified Successfully");
  }

  @Test
  void another_key_proves_nothing() throws IOException, NoSuchAlgorithmException {
    Path file = small.tarball(small.tree());
    small.sign(file, small.audit(file, small.tree().members(), FIT));
    Path other =
        small.pem(
            KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic().getEncoded());
    assertThat(String.join("\n", SmallRelease.verified(file, other)))
        .startsWith("1")
        .contains("not signed by this key");
  }

  @Test
  void a_file_more_a_file_less_and_another_content_are_told() throws IOException {
    FileTree more =
        small.changed(tree -> put(tree, "bin/more", FileTree.PLAIN, SmallRelease.ORIGIN));
    assertThat(verified(more, small.tree(), FIT))
        .contains("WRONG: not in the audit: bin/more")
        .startsWith("1");
    assertThat(verified(small.tree(), more, FIT)).contains("WRONG: missing: bin/more");
    FileTree other = new FileTree(Files.createDirectory(folder.resolve("other")));
    other.file("bin/run", FileTree.PROGRAM, "ran".getBytes(StandardCharsets.UTF_8), "");
    other.text("licences/Apache-2.0", "text", "");
    other.link("bin/again", "run", "");
    assertThat(String.join("\n", verified(other, small.tree(), FIT)))
        .contains("WRONG: is not what the audit says: bin/run")
        .contains("its digest is another");
  }

  @Test
  void what_no_release_may_have_is_found_though_it_was_signed() throws IOException {
    assertFound("run-as-root", 04755, "runs as another user or group: run-as-root");
    assertFound("open", 0666, "everybody may write it: open");
    assertFound("busybox", 0755, "a shell or a tool that the product does not need: busybox");
  }

  @Test
  void an_unknown_licence_a_missing_text_and_an_unknown_origin_are_found() throws IOException {
    Path file = small.tarball(small.tree());
    assertThat(Findings.of(small.audit(file, small.tree().members(), FIT))).isEmpty();
    assertThat(Findings.of(small.audit(file, small.tree().members(), "SSPL-1.0")))
        .containsExactly("a licence that is not known: " + SmallRelease.ORIGIN + " [SSPL-1.0]");
    List<Member> without =
        small.tree().members().stream().filter(each -> !each.path().contains("Apache")).toList();
    assertThat(Findings.of(small.audit(file, without, FIT)))
        .containsExactly("the text of its licence is missing: " + SmallRelease.ORIGIN);
    FileTree strange = small.changed(tree -> put(tree, "bin/strange", FileTree.PLAIN, "pkg:who"));
    assertThat(Findings.of(small.audit(file, strange.members(), FIT)))
        .containsExactly("of unknown origin: bin/strange");
  }

  @Test
  void a_bill_of_materials_tells_of_every_file_and_of_no_other() throws IOException {
    Part own = Part.of("application", "postern", "1", SmallRelease.ORIGIN, FIT);
    List<Member> members = small.tree().members();
    byte[] bill = Bill.of(SmallRelease.RELEASE, "small.tar.gz", own, List.of(), members);
    assertThat(Bill.differences(bill, members, "")).isEmpty();
    FileTree more =
        small.changed(tree -> put(tree, "bin/more", FileTree.PLAIN, SmallRelease.ORIGIN));
    assertThat(Bill.differences(bill, more.members(), ""))
        .containsExactly("not in the bill of materials as it is: bin/more");
    assertThat(Bill.differences(bill, more.members(), "bin/more")).isEmpty();
    assertThat(Bill.differences(bill, members.subList(0, 1), ""))
        .contains("in the bill of materials alone: bin/run");
  }

  @Test
  void an_audit_is_read_as_it_was_written() throws IOException {
    ReleaseAudit audit = small.audit(small.tarball(small.tree()), small.tree().members(), FIT);
    assertThat(ReleaseAudit.parse(audit.bytes())).isEqualTo(audit);
    assertThatThrownBy(() -> ReleaseAudit.parse("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class);
  }

  private void assertFound(String name, int mode, String finding) throws IOException {
    FileTree tree = small.changed(each -> put(each, name, mode, SmallRelease.ORIGIN));
    assertThat(verified(tree, tree, FIT)).contains("WRONG: " + finding).startsWith("1");
  }

  private List<String> verified(FileTree packed, FileTree signed, String licence)
      throws IOException {
    Path file = small.tarball(packed);
    small.sign(file, small.audit(small.tarball(signed), signed.members(), licence));
    return SmallRelease.verified(small.tarball(packed), small.key());
  }

  private static List<Member> bare(FileTree tree) {
    return tree.members().stream().map(Member::bare).toList();
  }

  private static void put(FileTree tree, String path, int mode, String origin) {
    try {
      tree.file(path, mode, path.getBytes(StandardCharsets.UTF_8), origin);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
