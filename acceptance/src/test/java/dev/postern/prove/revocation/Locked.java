package dev.postern.prove.revocation;

import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Locks people whose sessions are open, again and again, and takes the times. What the targets
 * executed is held against the moments at which the locks had returned.
 */
final class Locked {
  private static final int PEOPLE = 8;

  /** So many times of each kind are not counted: the machine's code is still being made faster. */
  private static final int WARM = 20;

  private static final long LONGEST_SECONDS = 15;

  private final Stand stand;
  private final Map<Kind, Delays> fromSending = new EnumMap<>(Kind.class);
  private final Map<Kind, Delays> fromReturn = new EnumMap<>(Kind.class);
  private final Map<String, Returned> returned = new ConcurrentHashMap<>();
  private final List<String> wrong = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger onTheWay = new AtomicInteger();
  private final Delays latest = new Delays();

  /** When a lock had returned, by both clocks. */
  private record Returned(long nanos, Instant wall) {}

  Locked(Stand stand) {
    this.stand = stand;
    for (Kind kind : Kind.values()) {
      fromSending.put(kind, new Delays());
      fromReturn.put(kind, new Delays());
    }
  }

  /** Takes all kinds, at the same time, each so many times. */
  void run(int times) throws InterruptedException {
    List<Thread> workers =
        java.util.Arrays.stream(Kind.values())
            .map(kind -> Thread.ofPlatform().daemon().start(() -> work(kind, times)))
            .toList();
    for (Thread worker : workers) {
      worker.join();
    }
  }

  private void work(Kind kind, int times) {
    for (int n = 0; n < times + WARM; n++) {
      try {
        once(kind, kind.name().toLowerCase(java.util.Locale.ROOT) + "-" + n % PEOPLE, n);
      } catch (InterruptedException stopped) {
        return;
      } catch (Exception failed) {
        wrong.add(kind + " " + n + ": " + failed);
        if (wrong.size() > 20) {
          return;
        }
      }
    }
  }

  private void once(Kind kind, String person, int n) throws Exception {
    String id = kind + "-" + n;
    Opened opened = kind.open(stand, person, id);
    Eager eager = Eager.begin(stand, kind, person, id);
    var closed = opened.closed();
    try {
      long sent = System.nanoTime();
      stand.gateway().lock(person);
      Returned now = new Returned(System.nanoTime(), Instant.now());
      returned.put(id, now);
      eager.late();
      long seen = closed.get(LONGEST_SECONDS, TimeUnit.SECONDS);
      if (n >= WARM) {
        of(fromSending, kind).add(seen - sent);
        of(fromReturn, kind).add(seen - now.nanos());
      }
    } catch (TimeoutException | ExecutionException open) {
      wrong.add(id + " was not closed: " + open);
    } finally {
      eager.late();
      attempts.addAndGet(eager.end());
      opened.leave().run();
      stand.gateway().unlock(person);
    }
  }

  /** Looks at what the targets executed. */
  void judge() throws Exception {
    for (Workshop.Arrival arrival : stand.workshop().journal()) {
      if (arrival.late() || arrival.tool().equals("drop")) {
        wrong.add("executed at the workshop: " + arrival);
      }
      Returned lock = returned.get(arrival.id().split(" ")[0]);
      if (lock != null && arrival.at() > lock.nanos()) {
        onTheWay.incrementAndGet();
        latest.add(arrival.at() - lock.nanos());
      }
    }
    for (Stand.Row row : stand.rows()) {
      if (row.late() || row.id().endsWith(Kind.UNFINISHED)) {
        wrong.add("executed at the shop: " + row);
      }
      Returned lock = returned.get(row.id());
      if (lock != null && row.at().isAfter(lock.wall())) {
        onTheWay.incrementAndGet();
        latest.add(java.time.Duration.between(lock.wall(), row.at()).toNanos());
      }
    }
    stand.made().forEach(table -> wrong.add("executed at the shop: CREATE TABLE " + table));
    int running = stand.stillRunning();
    if (running > 0) {
      wrong.add(running + " statements still run at the shop");
    }
  }

  List<String> wrong() {
    return List.copyOf(wrong);
  }

  private static Delays of(Map<Kind, Delays> delays, Kind kind) {
    return Objects.requireNonNull(delays.get(kind), "every kind has its delays");
  }

  /** The rows of a table. */
  List<String> table() {
    return java.util.Arrays.stream(Kind.values())
        .map(kind ->
            "| %s | %d | %s | %s |"
                .formatted(
                    kind.told(),
                    of(fromReturn, kind).count(),
                    of(fromSending, kind).cells(),
                    of(fromReturn, kind).cells()))
        .toList();
  }

  /** What was tried by people who were locked, and what was on its way when the lock returned. */
  String tried() {
    return "tried after the lock "
        + attempts
        + ", of which what was executed is listed as a contradiction; on their way to the target"
        + " when the lock returned "
        + onTheWay
        + (onTheWay.get() == 0 ? "" : ", the latest %.1f ms".formatted(latest.percentile(100)));
  }

  /** The longest that 99 of a hundred took, of all kinds, from the lock's return. */
  double worst() {
    return fromReturn.values().stream().mapToDouble(d -> d.percentile(99)).max().orElse(0);
  }
}
