package dev.postern.prove;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.audit.Recording;
import dev.postern.kernel.audit.RecordingScan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names that clients gave to their operations, as a ledger recorded what was asked. */
public final class Asked {
  private Asked() {}

  /**
   * The names of a ledger that nobody writes to, by the entries that they stand in.
   *
   * @param name what is a name in the text of an operation; the first that is found counts
   */
  public static Map<EntryId, String> in(Path ledger, Pattern name) throws IOException {
    Map<EntryId, String> asked = new HashMap<>();
    try (Stream<Path> files = Files.list(ledger.resolve("recordings"))) {
      for (Path file : files.filter(each -> each.toString().endsWith(".recordings")).toList()) {
        read(file, name, asked);
      }
    }
    return asked;
  }

  private static void read(Path file, Pattern name, Map<EntryId, String> into) throws IOException {
    try (Recorded source = Recorded.open(file)) {
      RecordingScan scan = new RecordingScan(source);
      for (RecordingScan.Found each = scan.next();
          !(each instanceof RecordingScan.Found.Nothing);
          each = scan.next()) {
        if (each instanceof RecordingScan.Found.Kept kept
            && kept.recording().side() == Recording.Side.ASKED) {
          Matcher found = name.matcher(kept.recording().content().toString());
          if (found.find()) {
            into.put(kept.recording().of(), found.group());
          }
        }
      }
    }
  }
}
