package dev.postern.cli.doctor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The data directory: that it is there, the gateway's alone, and on a disk that keeps it. */
final class DataFolderCheck implements Check {
  private static final Set<String> FORGETS = Set.of("tmpfs", "ramfs", "overlay");
  private static final Set<String> FAR =
      Set.of("nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph", "glusterfs");

  @Override
  public String id() {
    return "data-folder";
  }

  @Override
  public String about() {
    return "the data directory: modes, owner, kind of file system, how it is mounted";
  }

  @Override
  public List<Look> looks(Patient patient) {
    return patient.data().stream()
        .map(data -> new Look(data.toString(), () -> seen(patient.machine(), data)))
        .toList();
  }

  private static Finding seen(Machine machine, Path data) throws Exception {
    if (!Files.isDirectory(data)) {
      return absent(data);
    }
    String modes = PosixFilePermissions.toString(Files.getPosixFilePermissions(data));
    if (!modes.endsWith("------")) {
      return Finding.problem(
          "others may look into it: " + modes,
          "chmod 0700 " + data + "; recordings and the ledger's private key lie there.");
    }
    if (!Files.isWritable(data)) {
      return Finding.problem(
          "this user may not write there; it is " + Files.getOwner(data) + "'s",
          "Run the doctor as the gateway's user, or give the directory to it: chown.");
    }
    Optional<Machine.Mount> mount = machine.mount(data);
    return mount
        .map(on -> mounted(on))
        .orElseGet(() -> Finding.ok("is this user's alone; how it is mounted is not told here"));
  }

  private static Finding absent(Path data) {
    Path parent = data.toAbsolutePath().getParent();
    return parent != null && Files.isWritable(parent)
        ? Finding.ok("is not there yet; the gateway makes it when it starts")
        : Finding.problem(
            "is not there, and this user cannot make it",
            "mkdir -m 0700 " + data + ", and give it to the gateway's user.");
  }

  private static Finding mounted(Machine.Mount on) {
    String where = on.type() + " at " + on.at();
    if (on.options().contains("ro")) {
      return Finding.problem(
          "is mounted read-only (" + where + ")",
          "Mount it for writing. A file system turns read-only by itself when its disk fails: look"
              + " at the kernel's log.");
    }
    if (FAR.contains(on.type())) {
      return Finding.problem(
          "lies on a network file system (" + where + ")",
          "Use a local disk: locks and fsync of the ledger and of SQLite cannot be relied on"
              + " there.");
    }
    if (FORGETS.contains(on.type())) {
      return Finding.warning(
          "lies on a file system that forgets (" + where + ")",
          "Put the data on a disk or a volume that outlives the machine or container.");
    }
    return Finding.ok("is this user's alone, on " + where);
  }
}
