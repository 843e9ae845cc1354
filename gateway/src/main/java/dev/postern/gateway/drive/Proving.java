package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Lease;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Note;
import dev.postern.gateway.session.Prover;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Shows a prover the secret of a lease, off the event loop. The copy it sees is overwritten when it
 * returns.
 */
record Proving(Optional<Lease> lease, Prover prover) implements Command.Work {
  /** The proof, on its way back to the loop. */
  record Made(Prover.Proof proof) implements Note {}

  @Override
  public Note run() throws IOException {
    byte[][] copy = new byte[1][];
    if (lease.isEmpty() || !lease.get().use(secret -> copy[0] = secret.clone())) {
      throw new IOException("the credential cannot be had");
    }
    try {
      return new Made(prover.prove(copy[0]));
    } finally {
      Arrays.fill(copy[0], (byte) 0);
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
