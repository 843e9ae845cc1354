package dev.postern.prove.kill;

/** Whether the gateway takes operations, for everybody who asks something of it. Any thread. */
final class Doorbell {
  private boolean up;
  private boolean over;

  /** It takes operations. */
  synchronized void up() {
    up = true;
    notifyAll();
  }

  /** It does not, any more. */
  synchronized void down() {
    up = false;
  }

  /** Nobody is to ask for anything more. */
  synchronized void over() {
    over = true;
    notifyAll();
  }

  /** Waits until it takes operations; false when nobody is to ask any more. */
  synchronized boolean awaitUp() throws InterruptedException {
    while (!up && !over) {
      wait();
    }
    return !over;
  }

  /** Whether it takes operations as far as is known. */
  synchronized boolean isUp() {
    return up && !over;
  }
}
