package dev.postern.cli.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a release must not have. Judged from the tree itself, by the builder, which then builds
 * nothing, and again by whoever verifies.
 */
public final class Findings {
  /** What gives who gets in a place to go on from. */
  private static final Set<String> TOOLS =
      Set.of(
          "sh", "ash", "bash", "dash", "ksh", "zsh", "csh", "tcsh", "fish", "busybox", "toybox",
          "perl", "python", "python3", "apt", "apt-get", "dpkg", "apk", "rpm", "curl", "wget", "nc",
          "su", "sudo");

  /** Licences whose terms this project has read and keeps; anything else is a finding. */
  private static final Set<String> KNOWN =
      Set.of(
          "Apache-2.0",
          "MIT",
          "BSD-2-Clause",
          "EPL-2.0",
          "LGPL-2.1-only",
          "LGPL-2.1-or-later",
          "GPL-2.0-only WITH Classpath-exception-2.0");

  private static final int SETUID = 04000;
  private static final int SETGID = 02000;
  private static final int STICKY = 01000;
  private static final int OTHERS_WRITE = 0002;
  private static final int GROUP_WRITE = 0020;

  private Findings() {}

  /** What is wrong with a tree, a sentence for each. */
  public static List<String> of(List<Member> members) {
    List<String> found = new ArrayList<>();
    for (Member member : members) {
      int mode = member.permissions();
      boolean link = member.kind() == Member.Kind.LINK;
      boolean sticky = member.kind() == Member.Kind.FOLDER && (mode & STICKY) != 0;
      if ((mode & (SETUID | SETGID)) != 0) {
        found.add("runs as another user or group: " + member.path());
      }
      if (!link && !sticky && (mode & OTHERS_WRITE) != 0) {
        found.add("everybody may write it: " + member.path());
      }
      if (member.kind() == Member.Kind.FILE
          && (!member.owner().equals("0:0") || (mode & GROUP_WRITE) != 0)) {
        found.add("somebody else than root may write it: " + member.path());
      }
      if (member.kind() != Member.Kind.FOLDER && TOOLS.contains(member.name())) {
        found.add("a shell or a tool that the product does not need: " + member.path());
      }
    }
    return found;
  }

  /** What is wrong with the parts of an audit, and with members that belong to none of them. */
  public static List<String> of(ReleaseAudit audit) {
    List<String> found = new ArrayList<>(of(audit.members()));
    Set<String> paths = audit.members().stream().map(Member::path).collect(Collectors.toSet());
    Set<String> origins = new TreeSet<>();
    for (ReleaseAudit.Part part : audit.parts()) {
      origins.add(part.origin());
      if (part.licences().isEmpty() || !KNOWN.containsAll(part.licences())) {
        found.add("a licence that is not known: " + part.origin() + " " + part.licences());
      }
      if (part.texts().isEmpty() || !paths.containsAll(part.texts())) {
        found.add("the text of its licence is missing: " + part.origin());
      }
    }
    audit.members().stream()
        .filter(member -> member.kind() == Member.Kind.FILE)
        .filter(member -> !origins.contains(member.origin()))
        .forEach(member -> found.add("of unknown origin: " + member.path()));
    return found;
  }
}
