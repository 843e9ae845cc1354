package dev.postern.cli.release;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The file tree inside a release: of the tarball, or of the image's one layer. */
public final class Archive {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int LARGEST_INDEX = 1 << 20;
  private static final int MOST_MEMBERS = 100_000;

  private Archive() {}

  /** Gets the content of a file of the tree. */
  public interface Seen {
    /** Called for each member in the archive's order; the content need not be read. */
    void member(Member member, InputStream content) throws IOException;
  }

  /**
   * Every member of a {@code .tar.gz}, or of the layer of an image's {@code .tar}.
   *
   * @throws IOException when the file is neither, or holds what a release does not
   */
  public static List<Member> members(Path file) throws IOException {
    List<Member> members = new ArrayList<>();
    visit(file, (member, content) -> members.add(digested(member, content)));
    return members;
  }

  /** As {@link #members}, with contents; digests are empty. */
  public static void visit(Path file, Seen seen) throws IOException {
    if (zipped(file)) {
      try (InputStream in = unzipped(Files.newInputStream(file))) {
        walk(new Tar(in), seen);
      }
    } else {
      visitLayer(file, layer(file), seen);
    }
  }

  /** The digest of a whole file, SHA-256 in hexadecimal. */
  public static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return sha256(in);
    }
  }

  private static String sha256(InputStream in) throws IOException {
    DigestInputStream digesting = new DigestInputStream(in, sha256());
    digesting.transferTo(OutputStream.nullOutputStream());
    return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
  }

  private static Member digested(Member member, InputStream content) throws IOException {
    String digest = member.kind() == Member.Kind.FILE ? sha256(content) : "";
    return new Member(
        member.path(),
        member.kind(),
        member.mode(),
        member.owner(),
        member.size(),
        digest,
        member.target(),
        member.origin());
  }

  /** The one layer that an image's index names ({@code manifest.json} of docker save). */
  private static String layer(Path image) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(image))) {
      Tar tar = new Tar(in);
      for (Optional<Tar.Head> head = tar.next(); head.isPresent(); head = tar.next()) {
        if (head.get().path().equals("manifest.json") && head.get().size() <= LARGEST_INDEX) {
          return layer(tar.content().readAllBytes());
        }
      }
    }
    throw new IOException("neither a tarball nor an image: " + image);
  }

  private static String layer(byte[] index) throws IOException {
    try {
      JsonNode layers = JSON.readTree(index).path(0).path("Layers");
      if (layers.size() == 1) {
        return layers.path(0).asString("");
      }
    } catch (JacksonException wrong) {
      throw new IOException("the image's index is no JSON", wrong);
    }
    throw new IOException("an image of ours has one layer, and this one has another number");
  }

  private static void visitLayer(Path image, String layer, Seen seen) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(image))) {
      Tar tar = new Tar(in);
      for (Optional<Tar.Head> head = tar.next(); head.isPresent(); head = tar.next()) {
        if (head.get().path().equals(layer)) {
          walk(new Tar(unzipped(tar.content())), seen);
          return;
        }
      }
    }
    throw new IOException("the image's layer is not in it: " + layer);
  }

  private static void walk(Tar tar, Seen seen) throws IOException {
    Set<String> paths = new HashSet<>();
    for (Optional<Tar.Head> head = tar.next(); head.isPresent(); head = tar.next()) {
      Member member = member(head.get());
      if (!paths.add(member.path()) || paths.size() > MOST_MEMBERS) {
        throw new IOException("a path is there twice, or there are too many: " + member.path());
      }
      seen.member(member, tar.content());
    }
    if (!tar.endsHere()) {
      throw new IOException("something follows the end of the archive");
    }
  }

  private static Member member(Tar.Head head) throws IOException {
    Member.Kind kind =
        switch (head.type()) {
          case '0' -> Member.Kind.FILE;
          case '5' -> Member.Kind.FOLDER;
          case '2' -> Member.Kind.LINK;
          default ->
              throw new IOException("a release holds no member of this kind: " + head.path());
        };
    String path = head.path().replaceAll("/+$", "");
    if (path.startsWith("/") || ("/" + path + "/").contains("/../")) {
      throw new IOException("a path leads out of the archive: " + path);
    }
    return new Member(
        path,
        kind,
        String.format("%04o", head.mode()),
        head.user() + ":" + head.group(),
        kind == Member.Kind.FILE ? head.size() : 0,
        "",
        kind == Member.Kind.LINK ? head.target() : "",
        "");
  }

  private static boolean zipped(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(2);
      return magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
    }
  }

  private static InputStream unzipped(InputStream in) throws IOException {
    return new BufferedInputStream(new GZIPInputStream(in, 1 << 16), 1 << 16);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }
}
