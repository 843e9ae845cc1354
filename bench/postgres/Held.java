import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Java process holds, in KiB: what lives in its heap after two collections, and the
 * proportional set size of all that is not heap. {@code Held.java PID}. What the heap has free says
 * nothing of sessions.
 */
final class Held {
  private static final Pattern HEAP =
      Pattern.compile("used (\\d+)K \\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
  private static final Pattern PLACE = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
  private static final Pattern SIZE = Pattern.compile("Pss: +(\\d+) kB");

  private Held() {}

  public static void main(String[] words) throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      asked(words[0], "GC.run");
      Thread.sleep(1_000);
    }
    // What the compiler used meanwhile.
    asked(words[0], "System.trim_native_heap");
    Matcher heap = HEAP.matcher(asked(words[0], "GC.heap_info"));
    if (!heap.find()) {
      throw new IOException("a heap that is not G1's");
    }
    long from = Long.parseUnsignedLong(heap.group(2), 16);
    long to = Long.parseUnsignedLong(heap.group(3), 16);
    long held = Long.parseLong(heap.group(1));
    long at = 0;
    for (String line : Files.readAllLines(Path.of("/proc/" + words[0] + "/smaps"))) {
      Matcher place = PLACE.matcher(line);
      Matcher size = SIZE.matcher(line);
      if (place.matches()) {
        at = Long.parseUnsignedLong(place.group(1), 16);
      } else if (size.matches() && (at < from || at >= to)) {
        held += Long.parseLong(size.group(1));
      }
    }
    System.out.println(held);
  }

  private static String asked(String pid, String what) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    return new String(new ProcessBuilder(jcmd, pid, what).start().getInputStream().readAllBytes());
  }
}
