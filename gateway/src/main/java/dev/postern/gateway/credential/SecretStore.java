package dev.postern.gateway.credential;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What keeps secrets, or makes them: a vault. Blocks for a bounded time; called on threads that
 * may. Any thread.
 */
public interface SecretStore extends AutoCloseable {
  /**
   * A secret as it was given out. Whoever takes it overwrites the octets.
   *
   * @param octets as they were kept; a line's end may stand behind them
   * @param user whom it is for, where the store says so
   * @param lasts how long from now it may be used without the store being asked again; empty where
   *     it has no end
   * @param lease by which it is renewed and given back; empty where it was only read
   */
  record Secret(
      byte[] octets, Optional<String> user, Optional<Duration> lasts, Optional<Term> lease) {
    @Override
    public String toString() {
      return "Secret[hidden" + user.map(name -> " of " + name).orElse("") + "]";
    }
  }

  /**
   * What a made secret is known by.
   *
   * @param id by which it is renewed and given back
   * @param renewable whether its end can be put off
   * @param maker by whom it was made
   */
  record Term(String id, boolean renewable, Maker maker) {}

  /** By whom a secret was made, and with whom it ends. */
  @FunctionalInterface
  interface Maker {
    /** The shorter of a time and what is left of the maker's own. */
    Duration within(Duration time);
  }

  /**
   * Which of what a place has had it was, and when it was had; kept by who has it.
   *
   * @param version tells it from what was there before and after; only its store understands it
   * @param asked when the store was asked, as {@link System#nanoTime} has it
   */
  record Mark(String version, long asked) {}

  /** What asking led to. */
  sealed interface Answer {
    /** Here it is. */
    record Fresh(Secret secret, Mark mark) implements Answer {}

    /**
     * It is what the asker has.
     *
     * @param lasts how long from now it may be used without being asked for again
     */
    record Same(Optional<Duration> lasts) implements Answer {}

    /**
     * There is none, or it is not for the gateway: what was leased of it ends.
     *
     * @param why for the log; nothing of a secret
     */
    record Gone(String why) implements Answer {}
  }

  /**
   * Asks for a secret.
   *
   * @param had the mark of what the asker still has of this source; empty for nothing
   * @param now whether it must be asked again even if it was just asked: somebody refused it
   * @throws IOException when it cannot be asked at present
   */
  Answer fetch(CredentialSource.InVault source, Optional<Mark> had, boolean now)
      throws IOException, InterruptedException;

  /**
   * Puts the end of a made secret off.
   *
   * @return how long it lasts from now; empty when it has ended
   * @throws IOException when it cannot be asked at present
   */
  Optional<Duration> renew(Term term) throws IOException, InterruptedException;

  /**
   * Gives a made secret back: it is worth nothing when this returns.
   *
   * @throws IOException when it cannot be asked at present
   */
  void giveBack(Term term) throws IOException, InterruptedException;

  @Override
  void close();
}
