package dev.postern.gateway.signin;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The newest word of one issuer on each of its people: an older token that says otherwise is out of
 * use, because groups or name have changed since. Bounded; of two words of one moment neither is
 * newer. Any thread.
 */
final class Claimants {
  private final Freshness.Newest newest;
  private final Duration longestLife;
  private final int most;

  /** Guarded by itself; one for all settings that the issuer has in turn. */
  private final Map<Key, Seat> seats;

  /**
   * Which tokens tell of each other.
   *
   * @param alike what they are for; empty where all of the person do
   */
  private record Key(List<Identity> chain, Optional<Use> alike) {
    Key person() {
      return new Key(chain, Optional.empty());
    }
  }

  /** What a token is for. */
  private record Use(String client, Set<String> audiences, Set<String> scopes) {}

  /** What a token says of its party, and since when. */
  record Word(Testimony said, Instant issued) {}

  /**
   * The newest word on one party.
   *
   * @param said empty where it was heard under settings that are gone: it agrees with nothing
   */
  private record Latest(Instant issued, Optional<Testimony> said) {
    static final Latest NONE = new Latest(Instant.MIN, Optional.empty());

    static Latest of(Word word) {
      return new Latest(word.issued(), Optional.of(word.said()));
    }

    Latest unsaid() {
      return new Latest(issued, Optional.empty());
    }

    boolean comparable(Word word) {
      return said.filter(mine -> mine.comparable(word.said())).isPresent();
    }

    /**
     * Whether both make the same of the party, as the settings in force read them. If they make
     * nobody of this, it agrees with none that is somebody: so the issuer's last word is taken.
     */
    boolean agrees(Word word) {
      return comparable(word) && said.orElseThrow().now().equals(word.said().now());
    }
  }

  /** Where the newest word on one party is kept. */
  static final class Seat {
    private volatile Latest latest;

    private Seat(Latest first) {
      latest = first;
    }

    /** Whether a word was not overtaken by another that says otherwise. Never blocks. */
    boolean holds(Word word) {
      Latest now = latest;
      return !now.issued().isAfter(word.issued()) || now.agrees(word);
    }

    /** Hears a word; whether it overtakes the newest so far. One thread at a time. */
    private boolean hear(Word word) {
      Latest before = latest;
      boolean newer = word.issued().isAfter(before.issued());
      boolean comparable = before.comparable(word);
      if (newer || (!comparable && word.issued().equals(before.issued()))) {
        latest = Latest.of(word);
      }
      return newer && comparable && !before.agrees(word);
    }

    /** Knows that there was a word of that moment. */
    private void heardAt(Instant issued) {
      if (issued.isAfter(latest.issued())) {
        latest = new Latest(issued, Optional.empty());
      }
    }
  }

  /**
   * @param longestLife how long a token of the issuer lives at most
   * @param most how many parties are remembered; the one not seen for longest makes room
   */
  Claimants(Freshness.Newest newest, Duration longestLife, int most) {
    this(newest, longestLife, most, new LinkedHashMap<>(16, 0.75f, true));
  }

  private Claimants(Freshness.Newest newest, Duration longestLife, int most, Map<Key, Seat> seats) {
    this.newest = newest;
    this.longestLife = longestLife;
    this.most = most;
    this.seats = seats;
  }

  /**
   * The same issuer's on other settings. It knows since when there is a newer word on somebody, and
   * no longer which: until one as new is heard, older tokens are out of use.
   */
  Claimants on(IssuerSettings next) {
    return new Claimants(next.freshness().newest(), next.rules().longestLife(), most, seats);
  }

  /**
   * Drops what was said under settings that are gone, but for when.
   *
   * @param meaning by which words are compared now
   */
  void settle(Meaning meaning) {
    synchronized (seats) {
      if (newest == Freshness.Newest.PERSON) {
        new LinkedHashMap<>(seats)
            .forEach((key, seat) -> {
              if (key.alike().isPresent()) {
                seats.remove(key);
                seats
                    .computeIfAbsent(key.person(), _ -> new Seat(Latest.NONE))
                    .heardAt(seat.latest.issued());
              }
            });
      }
      for (Seat seat : seats.values()) {
        if (seat.latest.said().filter(said -> said.isOf(meaning)).isEmpty()) {
          seat.latest = seat.latest.unsaid();
        }
      }
    }
  }

  /** What came of a token's word. */
  record Heard(Seat seat, Word word, boolean overtakes) {
    boolean holds() {
      return seat.holds(word);
    }
  }

  /** Hears a proven token; empty where tokens do not tell of each other. */
  Optional<Heard> hear(Word word, Claim.Members claims) throws FaultFound {
    // What a job's tokens say differs from job to job, and none of them is news of the others. A
    // token that does not say when it was issued would be news each time that it is shown.
    if (newest == Freshness.Newest.OFF
        || word.said().principal().subject().kind() != Party.Kind.PERSON
        || claims.member("iat").isEmpty()) {
      return Optional.empty();
    }
    Key key = key(word, claims);
    synchronized (seats) {
      forgetOld(word.issued());
      Seat seat = seats.get(key);
      if (seat == null) {
        // Former settings may have compared all tokens of the person.
        Seat person = seats.get(key.person());
        seat = new Seat(person == null ? Latest.NONE : person.latest.unsaid());
        seats.put(key, seat);
      }
      return Optional.of(new Heard(seat, word, seat.hear(word)));
    }
  }

  private void forgetOld(Instant now) {
    while (seats.size() >= most) {
      seats.remove(seats.keySet().iterator().next());
    }
    var oldest = seats.values().iterator();
    // Two at a time keep up with what comes: a word outlives every token that it could overtake.
    for (int looked = 0; looked < 2 && oldest.hasNext(); looked++) {
      if (oldest.next().latest.issued().plus(longestLife).isBefore(now)) {
        oldest.remove();
      }
    }
  }

  private Key key(Word word, Claim.Members claims) throws FaultFound {
    List<Identity> chain =
        word.said().principal().chain().stream().map(party -> party.identity()).toList();
    return switch (newest) {
      case CLIENT ->
          new Key(
              chain,
              Optional.of(
                  new Use(
                      claims.text("azp").or(() -> claims.text("client_id")).orElse(""),
                      ClaimsCheck.audiences(claims),
                      ClaimsCheck.scopes(claims))));
      case PERSON, OFF -> new Key(chain, Optional.empty());
    };
  }
}
