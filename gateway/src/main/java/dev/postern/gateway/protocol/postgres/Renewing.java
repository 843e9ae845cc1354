package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Event.Renewal;
import dev.postern.kernel.gate.Passage;
import java.time.Duration;
import java.util.Optional;

/**
 * A target has refused the account's credential. It may be that the secret is being changed, which
 * nobody can do on the server and where the gateway reads it at the same instant: the credential is
 * read again, and proven anew when it is another, or so young that the server may learn of it yet.
 * So often and so long, and no more.
 */
final class Renewing {
  private final Conversation conversation;
  private final Passage passage;
  private final String credential;
  private final Runnable dial;
  private Duration pause;
  private int tries;
  private boolean dials;
  private String why = "";

  /**
   * @param dial begins the sign-in to the target once more
   */
  Renewing(Conversation conversation, Passage passage, String credential, Runnable dial) {
    this.conversation = conversation;
    this.passage = passage;
    this.credential = credential;
    this.dial = dial;
    this.pause = conversation.limits().renewals().first();
  }

  /**
   * Tries it with a newer secret; false when it has been tried often enough.
   *
   * @param refused a clause for the client, in case it stays so
   */
  boolean again(String refused) {
    if (tries >= conversation.limits().renewals().most()) {
      return false;
    }
    tries++;
    why = refused;
    conversation.letGo();
    conversation.emit(new Command.Renew(passage, credential));
    return true;
  }

  /**
   * The credential was read again.
   *
   * @return why the sign-in has failed, when it will not become another in time
   */
  Optional<String> renewed(Renewal renewal) {
    switch (renewal) {
      case ANOTHER -> {
        dial.run();
        return Optional.empty();
      }
      case RECENT -> dials = true;
      case SAME -> dials = false;
    }
    if (tries >= conversation.limits().renewals().most()) {
      return Optional.of(why);
    }
    conversation.emit(new Command.SetTimer(PostgresSession.RENEWING, pause));
    pause = pause.multipliedBy(2);
    return Optional.empty();
  }

  /** The pause is over. */
  void waited() {
    if (dials) {
      dial.run();
    } else {
      again(why);
    }
  }
}
