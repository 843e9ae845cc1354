package dev.postern.cli.release;

/**
 * One member of a release's file tree.
 *
 * @param path from the tree's root, without a slash at either end
 * @param kind what it is
 * @param mode permissions in octal, for example {@code 0644}
 * @param owner numbers of user and group, for example {@code 0:0}
 * @param size of a file, in bytes; 0 for others
 * @param sha256 of a file's content, in hexadecimal; empty for others
 * @param target of a link; empty for others
 * @param origin where it comes from; empty where nobody said so
 */
public record Member(
    String path,
    Kind kind,
    String mode,
    String owner,
    long size,
    String sha256,
    String target,
    String origin) {
  /** What a member is. A release holds nothing else: no devices, sockets or hard links. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A directory. */
    FOLDER,
    /** A symbolic link. */
    LINK
  }

  /** The same as an archive shows it, which does not know where it comes from. */
  public Member bare() {
    return new Member(path, kind, mode, owner, size, sha256, target, "");
  }

  /** The permissions as a number. */
  public int permissions() {
    return Integer.parseInt(mode, 8);
  }

  /** The last part of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
