package dev.postern.gateway.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the ledger now, part by part. What begins and what ends is logged once, with
 * what to do. Any thread.
 */
final class Health {
  private static final Logger LOG = LoggerFactory.getLogger(Health.class);
  private static final String CHECKPOINT = "the checkpoints";
  private static final String FILES = "the folder";

  /** What a segment says when its files are gone. */
  static final String GONE = "the ledger's files are gone from where they belong";

  /** Why nothing is signed any more until the gateway begins anew. */
  static final String DROPPED =
      "a flush failed and some of what was written is gone; restart to begin behind it";

  /** What is said of a disk in words that name no file: these may be told to anybody. */
  private static final List<String> KINDS =
      List.of(
          GONE,
          DROPPED,
          "No space left on device",
          "Disk quota exceeded",
          "Input/output error",
          "Read-only file system",
          "Permission denied",
          "Too many open files",
          "No such file or directory");

  private final String directory;

  /** A part that fails and works in turn is not logged more often. */
  private static final Duration QUIET = Duration.ofSeconds(1);

  private final Map<String, String> troubles = new TreeMap<>();
  private final Map<String, Long> logged = new HashMap<>();
  private final Set<String> told = new HashSet<>();
  private volatile boolean ailing;
  private volatile boolean gone;

  /** Of the ledger in a directory. */
  Health(String directory) {
    this.directory = directory;
  }

  /** A segment could not take a turn. */
  void refused(int segment, Throwable why) {
    fails(
        "segment " + segment,
        "it takes no entries",
        why,
        "operations are refused until it does; make room on its disk, or mend it");
  }

  /** A segment took a turn. */
  void took(int segment) {
    if (ailing) {
      ends("segment " + segment);
    }
  }

  /** No checkpoint could be signed. */
  void unsigned(Throwable why) {
    fails(
        CHECKPOINT,
        "no checkpoint could be signed",
        why,
        "entries are still taken where they can be; make room on its disk, or mend it");
  }

  /** A checkpoint was signed. */
  void signed() {
    if (ailing) {
      ends(CHECKPOINT);
    }
  }

  /** Its files are no longer where they belong; what is written now would be found by nobody. */
  void lost() {
    gone = true;
    String what = "its files are gone from where they belong";
    begins(
        FILES,
        what,
        what,
        "operations are refused; put the folder back as it was, or restart to begin another"
            + " ledger");
  }

  /** Its files are where they belong. */
  void found() {
    if (gone) {
      gone = false;
      ends(FILES);
    }
  }

  /** Whether its files are gone. */
  boolean gone() {
    return gone;
  }

  /** Whether anything is wrong. */
  boolean ailing() {
    return ailing;
  }

  /** The disk takes what it is given again: segments that nobody asks for are well too. */
  void mended() {
    for (String part : parts()) {
      if (part.startsWith("segment ")) {
        ends(part);
      }
    }
  }

  private synchronized List<String> parts() {
    return List.copyOf(troubles.keySet());
  }

  /** What is wrong, in one sentence that anybody may read: no file is named. */
  Optional<String> told() {
    if (!ailing) {
      return Optional.empty();
    }
    synchronized (this) {
      return troubles.entrySet().stream()
          .findFirst()
          .map(each -> "the ledger, " + each.getKey() + ": " + each.getValue());
    }
  }

  private void fails(String part, String what, Throwable why, String advice) {
    String message = told(why);
    String kind =
        KINDS.stream().filter(message::contains).map(each -> ": " + each).findFirst().orElse("");
    begins(part, what + kind, what + ": " + message, advice);
  }

  private void begins(String part, String open, String logged, String advice) {
    boolean news;
    synchronized (this) {
      news = troubles.put(part, open) == null && due(part) && told.add(part);
      ailing = true;
    }
    if (news) {
      LOG.error("the ledger in {}, {}: {}; {}", directory, part, logged, advice);
    }
  }

  private void ends(String part) {
    boolean news;
    synchronized (this) {
      troubles.remove(part);
      news = told.remove(part);
      ailing = !troubles.isEmpty();
    }
    if (news) {
      LOG.info("the ledger in {}, {}: in order again", directory, part);
    }
  }

  private boolean due(String part) {
    long now = System.nanoTime();
    Long last = logged.get(part);
    if (last != null && now - last < QUIET.toNanos()) {
      return false;
    }
    logged.put(part, now);
    return true;
  }

  private static String told(Throwable why) {
    String message = why.getMessage();
    return message == null ? why.getClass().getSimpleName() : message;
  }
}
