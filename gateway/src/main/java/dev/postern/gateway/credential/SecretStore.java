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
   */
  record Term(String id, boolean renewable) {}

  /** What asking led to. */
  sealed interface Answer {
    /** Here it is. */
    record Fresh(Secret secret) implements Answer {}

    /**
     * It is what was given last.
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
   * @param had whether the asker still has what was given last for this source
   * @param now whether it must be asked again even if it was just asked: somebody refused it
   * @throws IOException when it cannot be asked at present
   */
  Answer fetch(CredentialSource.InVault source, boolean had, boolean now)
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
