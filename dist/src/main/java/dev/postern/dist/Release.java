package dev.postern.dist;

import java.time.Instant;

/**
 * What is released.
 *
 * @param version of the project
 * @param commit that it is built from
 * @param built the time of that commit, which everything in it carries
 */
record Release(String version, String commit, Instant built) {
  /** The one kind of machine that releases are made for. */
  static final String MACHINE = "linux-x86_64";

  /** The name of the tarball's folder, and the start of every file's. */
  String name() {
    return "postern-" + version + "-" + MACHINE;
  }
}
