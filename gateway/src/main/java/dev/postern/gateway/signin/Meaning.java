package dev.postern.gateway.signin;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;

/**
 * What the settings in force make of the claims of one issuer, or of one kind of certificates, and
 * whatever was heard from it that is still in use. Any thread.
 *
 * <p>While one goes on, the claims that are looked at never become more: {@link
 * IssuerSettings#goesOnAs}. So what is kept of a proof is enough to say, under any later mapping,
 * who it is about.
 */
final class Meaning {
  private volatile Stage stage;

  /** The number of the last stage that all have been asked about. */
  private long settled;

  /** By identity; whoever nobody uses any more is forgotten by the collector. */
  private final Set<Testimony> inUse = Collections.newSetFromMap(new WeakHashMap<>());

  /**
   * A mapping that is in force.
   *
   * @param number tells it from those before it, without keeping them
   */
  record Stage(PartyMapping mapping, long number) {}

  Meaning(PartyMapping first) {
    stage = new Stage(first, 1);
    settled = 1;
  }

  /** What is in force. */
  Stage stage() {
    return stage;
  }

  /**
   * Hears proven claims.
   *
   * @throws FaultFound when they are nobody's
   */
  Testimony hear(Claim.Members claims) throws FaultFound {
    Stage now = stage;
    Claim.Members kept = now.mapping().kept(claims);
    Testimony testimony =
        new Testimony(this, KeptClaims.of(kept), now.mapping().principal(kept), now.number());
    synchronized (inUse) {
      inUse.add(testimony);
    }
    return testimony;
  }

  /**
   * Has claims mean what other settings say, from now on: who asks is answered by them. What ended
   * by that is final once {@link #settle} has returned. One thread at a time.
   *
   * @param next one that looks at no other claims
   */
  void become(PartySource next, SignInSettings all) {
    Stage before = stage;
    if (!before.mapping().is(next, all)) {
      stage = new Stage(new PartyMapping(next, all), before.number() + 1);
    }
  }

  /**
   * Asks whatever was heard and is in use. When it returns, what would be somebody else's now has
   * ended for good. One thread at a time.
   */
  void settle() {
    long now = stage.number();
    if (now == settled) {
      return;
    }
    List<Testimony> heard;
    synchronized (inUse) {
      heard = List.copyOf(inUse);
    }
    heard.forEach(Testimony::holds);
    settled = now;
  }
}
