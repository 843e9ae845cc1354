package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.Prover;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Shows a prover the secret of a lease, off the event loop. The copy it sees is overwritten when it
 * returns.
 *
 * @param lease the lease in force when it is asked; asked again when that one has just ended
 */
record Proving(Supplier<Optional<Lease>> lease, Prover prover) implements Command.Work {
  /** How many leases may end between being looked up and being used. */
  private static final int MOST_LEASES = 4;

  /**
   * The proof, on its way back to the loop.
   *
   * @param by the lease that it was made with
   */
  record Made(Prover.Proof proof, Lease by) implements Note {}

  @Override
  public Note run() throws IOException {
    byte[][] copy = new byte[1][];
    for (int i = 0; i < MOST_LEASES; i++) {
      Optional<Lease> now = lease.get();
      if (now.isPresent() && now.get().use(secret -> copy[0] = secret.clone())) {
        return made(copy[0], now.get());
      }
    }
    throw new IOException("the credential cannot be had");
  }

  private Made made(byte[] copy, Lease by) {
    try {
      return new Made(prover.prove(copy), by);
    } finally {
      Arrays.fill(copy, (byte) 0);
    }
  }

  /** Overwrites a frame. */
  static void wipe(ByteBuffer frame) {
    if (!frame.isReadOnly()) {
      frame.clear();
      while (frame.hasRemaining()) {
        frame.put((byte) 0);
      }
    }
  }
}
