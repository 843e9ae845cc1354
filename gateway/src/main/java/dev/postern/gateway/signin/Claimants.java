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
  private final Map<Key, Seat> seats = new LinkedHashMap<>(16, 0.75f, true);

  /** Which tokens tell of each other. */
  private record Key(
      List<Identity> chain, String client, Set<String> audiences, Set<String> scopes) {}

  /** What a token says of its party, and since when. */
  record Word(Testimony said, Instant issued) {
    /** Whether both make the same of the party, as the settings in force read them. */
    boolean agrees(Word other) {
      return said.now().equals(other.said.now());
    }
  }

  /** The newest word on one party. */
  static final class Seat {
    private volatile Word newest;

    private Seat(Word first) {
      newest = first;
    }

    /** Whether a word was not overtaken by another that says otherwise. Never blocks. */
    boolean holds(Word word) {
      Word now = newest;
      return now == word || !now.issued().isAfter(word.issued()) || now.agrees(word);
    }
  }

  /**
   * @param longestLife how long a token of the issuer lives at most
   * @param most how many parties are remembered; the one not seen for longest makes room
   */
  Claimants(Freshness.Newest newest, Duration longestLife, int most) {
    this.newest = newest;
    this.longestLife = longestLife;
    this.most = most;
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
        seat = new Seat(word);
        seats.put(key, seat);
        return Optional.of(new Heard(seat, word, false));
      }
      boolean newer = word.issued().isAfter(seat.newest.issued());
      boolean overtakes = newer && !word.agrees(seat.newest);
      if (newer) {
        seat.newest = word;
      }
      return Optional.of(new Heard(seat, word, overtakes));
    }
  }

  private void forgetOld(Instant now) {
    while (seats.size() >= most) {
      seats.remove(seats.keySet().iterator().next());
    }
    var oldest = seats.values().iterator();
    // Two at a time keep up with what comes: a word outlives every token that it could overtake.
    for (int looked = 0; looked < 2 && oldest.hasNext(); looked++) {
      if (oldest.next().newest.issued().plus(longestLife).isBefore(now)) {
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
              claims.text("azp").or(() -> claims.text("client_id")).orElse(""),
              ClaimsCheck.audiences(claims),
              ClaimsCheck.scopes(claims));
      case PERSON, OFF -> new Key(chain, "", Set.of(), Set.of());
    };
  }
}
