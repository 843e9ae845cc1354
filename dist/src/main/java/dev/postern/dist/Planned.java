package dev.postern.dist;

import dev.postern.cli.release.Member;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A member of a tree that is to be released, with where its content lies now.
 *
 * @param member what it will be
 * @param source its content; there exactly for files
 */
record Planned(Member member, Optional<Path> source) {
  /** The same below a folder. */
  Planned below(String folder) {
    Member at = member;
    return new Planned(
        new Member(
            folder + "/" + at.path(),
            at.kind(),
            at.mode(),
            at.owner(),
            at.size(),
            at.sha256(),
            at.target(),
            at.origin()),
        source);
  }
}
