package dev.postern.dist;

import dev.postern.cli.release.Archive;
import dev.postern.cli.release.Findings;
import dev.postern.cli.release.Member;
import dev.postern.cli.release.ReleaseAudit;
import dev.postern.cli.release.ReleaseKeys;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * {@code dist/build} calls this with everything built: makes the tarball and the image, the bill of
 * materials and the audit of each. Exit status: 0 made, 1 something is not as it has to be.
 */
public final class Build {
  private static final String IMAGE_HOME = "opt/postern";

  private final Product product;
  private final Path out;
  private final Path scratch;
  private final Optional<Path> key;

  private Build(Product product, Path out, Path scratch, Optional<Path> key) {
    this.product = product;
    this.out = out;
    this.scratch = scratch;
    this.key = key;
  }

  /**
   * Makes a release.
   *
   * @param words the project's tree, the folder of jars, the bill of Maven's plugin, the JDK, the
   *     version, the commit, its time, a scratch folder, the folder for what is made, and the
   *     private key or {@code -}
   */
  public static void main(String[] words) throws IOException {
    if (words.length != 10) {
      System.err.println("dist/build calls this");
      System.exit(2);
    }
    try {
      Path sources = Path.of(words[0]);
      Path scratch = Path.of(words[7]);
      Map<String, byte[]> common = Product.common(sources);
      Libraries libraries = Libraries.read(Path.of(words[1]), Path.of(words[2]), common);
      JavaRuntime runtime =
          JavaRuntime.make(
              Path.of(words[3]),
              List.copyOf(libraries.jars().keySet()),
              sources.resolve("dist/modules"),
              scratch.resolve("jre"));
      Release release = new Release(words[4], words[5], Instant.parse(words[6]));
      Optional<Path> key = Optional.of(words[9]).filter(name -> !name.equals("-")).map(Path::of);
      Build build =
          new Build(
              new Product(release, sources, libraries, runtime), Path.of(words[8]), scratch, key);
      build.tarball();
      build.image(SystemLibraries.read(sources.resolve("dist/libc"), Path.of("/"), common));
    } catch (IOException failed) {
      System.err.println("dist/build: " + failed.getMessage());
      System.exit(1);
    }
  }

  private void tarball() throws IOException {
    FileTree tree = new FileTree(Files.createDirectory(scratch.resolve("tarball")));
    String own = product.own().origin();
    Path dist = product.sources().resolve("dist");
    product.into(tree);
    tree.file("bin/postern", FileTree.PROGRAM, dist.resolve("postern"), own);
    tree.all("systemd", dist.resolve("systemd"), own);
    tree.all("examples", product.sources().resolve("docs/examples"), own);
    List<Part> parts = product.parts();
    product.licences(tree, with(product.own(), parts));
    String file = product.release().name() + ".tar.gz";
    FileTree top = new FileTree(scratch);
    top.under(product.release().name(), tree);
    top.file(
        product.release().name() + "/sbom.cdx.json",
        FileTree.PLAIN,
        Bill.of(product.release(), file, product.own(), parts, top.members()),
        own);
    try (OutputStream to =
        new GZIPOutputStream(
            new BufferedOutputStream(Files.newOutputStream(out.resolve(file))), 1 << 16)) {
      new TarWriter(to, product.release().built()).write(top.planned());
    }
    told(file, product.release().name() + "/", parts, top.members());
  }

  private void image(SystemLibraries system) throws IOException {
    FileTree home = new FileTree(Files.createDirectory(scratch.resolve("home")));
    String own = product.own().origin();
    product.into(home);
    List<Part> parts = with(system.part(), product.parts());
    product.licences(home, with(product.own(), parts));
    for (String name : List.of("serve.options", "postern.options")) {
      home.text(name, product.options("/" + IMAGE_HOME, name), own);
    }
    FileTree root = new FileTree(Files.createDirectory(scratch.resolve("root")));
    root.under(IMAGE_HOME, home);
    for (Path each : system.files()) {
      String at = Path.of("/").relativize(each).toString();
      root.file(at, FileTree.PROGRAM, each, system.part().origin());
    }
    root.all("etc", product.sources().resolve("dist/image/etc"), own);
    root.folder("etc/postern", FileTree.PROGRAM, "0:0");
    root.folder("proc", FileTree.PROGRAM, "0:0");
    root.folder("tmp", 01777, "0:0");
    root.folder("run/postern", 0700, ImageFile.USER);
    root.folder("var/lib/postern", 0700, ImageFile.USER);
    String file = product.release().name() + "-image.tar";
    root.file(
        IMAGE_HOME + "/sbom.cdx.json",
        FileTree.PLAIN,
        Bill.of(product.release(), file, product.own(), parts, root.members()),
        own);
    new ImageFile(product.release(), Files.createDirectory(scratch.resolve("layers")))
        .write(root, out.resolve(file));
    told(file, IMAGE_HOME + "/", parts, root.members());
  }

  /** Audits what was written, from the file itself, and says so. */
  private void told(String file, String root, List<Part> parts, List<Member> planned)
      throws IOException {
    Path made = out.resolve(file);
    List<ReleaseAudit.Part> audited = new ArrayList<>();
    for (Part each : with(product.own(), parts)) {
      audited.add(each.audited(root));
    }
    ReleaseAudit audit =
        new ReleaseAudit(
            ReleaseAudit.FORMAT,
            product.release().version(),
            product.release().commit(),
            product.release().built().toString(),
            new ReleaseAudit.Artifact(file, Files.size(made), Archive.sha256(made)),
            audited,
            planned);
    List<String> wrong = new ArrayList<>(audit.differences(Archive.members(made)));
    wrong.addAll(Findings.of(audit));
    byte[] bill = billOf(made, root + "sbom.cdx.json");
    wrong.addAll(Bill.differences(bill, planned, root + "sbom.cdx.json"));
    if (!wrong.isEmpty()) {
      Files.delete(made);
      throw new IOException(file + " is not fit for a release:\n  " + String.join("\n  ", wrong));
    }
    byte[] document = audit.bytes();
    Files.write(out.resolve(file + ".audit.json"), document);
    Files.write(out.resolve(file + ".cdx.json"), bill);
    if (key.isPresent()) {
      Files.write(
          out.resolve(file + ".audit.json.sig"),
          ReleaseKeys.sign(document, ReleaseKeys.secret(key.get())));
    }
    System.out.println(audit.artifact().sha256() + "  " + file);
  }

  private static byte[] billOf(Path made, String path) throws IOException {
    List<byte[]> found = new ArrayList<>();
    Archive.visit(
        made,
        (member, content) -> {
          if (member.path().equals(path)) {
            found.add(content.readAllBytes());
          }
        });
    return found.getFirst();
  }

  private static List<Part> with(Part one, List<Part> others) {
    return Stream.concat(Stream.of(one), others.stream()).toList();
  }
}
