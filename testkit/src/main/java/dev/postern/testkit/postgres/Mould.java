package dev.postern.testkit.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * What servers of one process are made from: the programs, unpacked once, and a cluster that is
 * copied for each, because making one takes longer than most tests. It lies in a folder of this
 * process alone, which goes with it. Any thread.
 */
final class Mould {
  private Optional<Path> folder = Optional.empty();
  private boolean made;

  /** Where the programs are, or will be with the first start. */
  synchronized Path programs() throws IOException {
    if (folder.isEmpty()) {
      Path ours = Files.createTempDirectory("postern-postgres");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(ours)));
      folder = Optional.of(ours);
    }
    return folder.get().resolve("server");
  }

  /** Starts a server on a cluster of its own. */
  synchronized EmbeddedPostgres start(EmbeddedPostgres.Builder builder, Path data)
      throws IOException {
    Path cluster = programs().resolveSibling("cluster");
    if (made) {
      copy(cluster, data);
    } else {
      builder.setDataDirectoryCustomizer(fresh -> copyUnchecked(fresh.toPath(), cluster));
    }
    EmbeddedPostgres started = builder.setDataDirectory(data).setCleanDataDirectory(!made).start();
    made = true;
    return started;
  }

  private static void copyUnchecked(Path from, Path to) {
    try {
      copy(from, to);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.toAbsolutePath().getParent());
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes)
              throws IOException {
            return copied(each);
          }

          @Override
          public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
              throws IOException {
            return copied(each);
          }

          private FileVisitResult copied(Path each) throws IOException {
            Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void remove(Path folder) {
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes attributes)
                throws IOException {
              Files.delete(each);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path each, IOException failed)
                throws IOException {
              Files.delete(each);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException left) {
      System.err.println("what servers were made from is left in " + folder + ": " + left);
    }
  }
}
