package dev.postern.gateway.drive;

import dev.postern.gateway.credential.Loan;
import dev.postern.gateway.session.Command;
import dev.postern.gateway.session.Note;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a credential that nobody has yet, off the event loop. */
record Borrowing(Source source) implements Command.Work {
  private static final Logger LOG = LoggerFactory.getLogger(Borrowing.class);

  /** Where it is had. */
  @FunctionalInterface
  interface Source {
    /**
     * Has it; blocks.
     *
     * @throws IOException when it cannot be had; the message is for an operator
     */
    Loan borrow() throws IOException, InterruptedException;
  }

  /** It is had, on its way back to the loop. */
  record Had(Loan loan) implements Note {}

  /** It cannot be had. */
  record NotHad() implements Note {}

  @Override
  public Note run() throws InterruptedException {
    try {
      return new Had(source.borrow());
    } catch (IOException refused) {
      LOG.warn("a credential cannot be had: {}", refused.getMessage());
      return new NotHad();
    }
  }
}
