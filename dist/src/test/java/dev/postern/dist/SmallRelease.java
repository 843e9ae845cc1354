package dev.postern.dist;

import dev.postern.cli.Postern;
import dev.postern.cli.release.Archive;
import dev.postern.cli.release.Member;
import dev.postern.cli.release.ReleaseAudit;
import dev.postern.cli.release.ReleaseKeys;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine;

/** A release of a few files, as the builder writes and signs it. */
final class SmallRelease {
  static final String ORIGIN = "pkg:maven/dev.postern/postern@1";
  static final Release RELEASE = new Release("1", "c0ffee", Instant.parse("2026-11-22T00:00:00Z"));

  private final Path folder;
  private final KeyPair keys;
  private int trees;

  SmallRelease(Path folder) {
    this.folder = folder;
    try {
      this.keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has Ed25519", absent);
    }
  }

  /** A tree with a program, a licence and a link. */
  FileTree tree() throws IOException {
    FileTree tree = new FileTree(Files.createDirectory(folder.resolve("tree-" + trees++)));
    tree.file("bin/run", FileTree.PROGRAM, "run".getBytes(), ORIGIN);
    tree.text("licences/Apache-2.0", "text", ORIGIN);
    tree.link("bin/again", "run", ORIGIN);
    return tree;
  }

  Path tarball(FileTree tree) throws IOException {
    Path file = folder.resolve("small.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      new TarWriter(out, RELEASE.built()).write(tree.planned());
    }
    return file;
  }

  Path image(FileTree tree) throws IOException {
    Path file = folder.resolve("small-image.tar");
    new ImageFile(RELEASE, Files.createDirectory(folder.resolve("scratch-" + trees++)))
        .write(tree, file);
    return file;
  }

  /** The audit of a file that holds these members and says so. */
  ReleaseAudit audit(Path file, List<Member> members, String licence) throws IOException {
    return new ReleaseAudit(
        ReleaseAudit.FORMAT,
        "1",
        "c0ffee",
        RELEASE.built().toString(),
        new ReleaseAudit.Artifact(
            file.getFileName().toString(), Files.size(file), Archive.sha256(file)),
        List.of(new ReleaseAudit.Part(ORIGIN, List.of(licence), List.of("licences/Apache-2.0"))),
        members);
  }

  void sign(Path file, ReleaseAudit audit) throws IOException {
    Path document = file.resolveSibling(file.getFileName() + ".audit.json");
    Files.write(document, audit.bytes());
    Files.write(
        document.resolveSibling(document.getFileName() + ".sig"),
        ReleaseKeys.sign(audit.bytes(), keys.getPrivate()));
  }

  Path key() throws IOException {
    return pem(keys.getPublic().getEncoded());
  }

  Path pem(byte[] encoded) throws IOException {
    Path file = folder.resolve("key-" + trees++ + ".pem");
    Files.writeString(
        file,
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(encoded)
            + "\n-----END PUBLIC KEY-----\n");
    return file;
  }

  /** What {@code postern release verify} printed, behind its exit status. */
  static List<String> verified(Path file, Path key) {
    StringWriter told = new StringWriter();
    CommandLine line = Postern.line();
    line.setOut(new PrintWriter(told, true));
    line.setErr(new PrintWriter(told, true));
    int status = line.execute("release", "verify", file.toString(), "--key", key.toString());
    List<String> lines = new ArrayList<>(List.of(Integer.toString(status)));
    told.toString().lines().forEach(lines::add);
    return lines;
  }

  /** A tree with one change. */
  FileTree changed(Consumer<FileTree> change) throws IOException {
    FileTree tree = tree();
    change.accept(tree);
    return tree;
  }
}
