package dev.postern.gateway.ledger;

import java.io.IOException;

/** What is broken about a simulated disk, and when its process dies. For one thread. */
public final class DiskTroubles {
  static final String FAILS = "Input/output error";
  static final String FULL = "No space left on device";

  private final Runnable died;
  private boolean dead;
  private int lastCalls = -1;
  private boolean fails;
  private boolean full;
  private boolean deaf;
  private boolean uncuttable;
  private boolean shortened;

  DiskTroubles(Runnable died) {
    this.died = died;
  }

  /** Whether nothing can be written, flushed, cut or named from now on. */
  public void fail(boolean now) {
    fails = now;
  }

  /** Whether no file can grow from now on. */
  public void full(boolean now) {
    full = now;
  }

  /** Whether nothing can be flushed from now on. */
  public void deaf(boolean now) {
    deaf = now;
  }

  /** Whether nothing can be cut from now on. */
  public void uncuttable(boolean now) {
    uncuttable = now;
  }

  /** Whether only some of each write arrives, and then it fails, from now on. */
  public void shortened(boolean now) {
    shortened = now;
  }

  /** Whatever was broken is well. */
  public void heal() {
    fails = false;
    full = false;
    deaf = false;
    uncuttable = false;
    shortened = false;
  }

  /** The process dies in one of its next calls. */
  public void dieIn(int calls) {
    lastCalls = calls;
  }

  /** Whether the process has died in a call. */
  public boolean dead() {
    return dead;
  }

  /** Another process begins. */
  void bornAgain() {
    dead = false;
    lastCalls = -1;
  }

  boolean fails() {
    return fails;
  }

  boolean isDeaf() {
    return deaf;
  }

  boolean isShort() {
    return shortened;
  }

  /** Whether the process dies in the call that is about to be made. */
  boolean diesNow() {
    return lastCalls == 1;
  }

  /** What each call that changes something begins with. */
  void called() throws IOException {
    living();
    if (lastCalls > 0 && --lastCalls == 0) {
      dead = true;
      died.run();
      throw new Crashed();
    }
    demand(!fails, FAILS);
  }

  /** What every other call begins with. */
  void living() {
    if (dead) {
      throw new Crashed();
    }
  }

  void demandHearing() throws IOException {
    demand(!deaf, FAILS);
  }

  void demandCuttable() throws IOException {
    demand(!uncuttable, FAILS);
  }

  void demandRoom() throws IOException {
    demand(!full, FULL);
  }

  private static void demand(boolean well, String otherwise) throws IOException {
    if (!well) {
      throw new IOException(otherwise);
    }
  }
}
