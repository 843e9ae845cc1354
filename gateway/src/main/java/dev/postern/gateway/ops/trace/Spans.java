package dev.postern.gateway.ops.trace;

import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Verdict;
import java.util.Optional;

/** The spans of one session. Belongs to its loop's thread; never throws. */
public interface Spans {
  /** No spans. */
  Spans NONE =
      new Spans() {
        @Override
        public boolean continues(String parent) {
          return false;
        }

        @Override
        public void goesOn() {}

        @Override
        public Optional<String> described(Description description) {
          return Optional.empty();
        }

        @Override
        public void asked(long ticket, Description description) {}

        @Override
        public void looked(long ticket) {}

        @Override
        public void needsPeople(long ticket) {}

        @Override
        public void decided(long ticket, Verdict verdict) {}

        @Override
        public Optional<String> sends(Passage passage) {
          return Optional.empty();
        }

        @Override
        public void closed(Passage passage, Ending ending) {}

        @Override
        public void over() {}
      };

  /**
   * What is asked from now on belongs to a caller's trace.
   *
   * @param parent {@code traceparent} (W3C Trace Context, 3.2); one of another form begins a trace
   * @return whether it goes on from there
   */
  boolean continues(String parent);

  /** What is described next belongs to the trace of what was described last. */
  void goesOn();

  /**
   * An operation is described, and begins.
   *
   * @return its {@code traceparent}; empty where nobody keeps its trace
   */
  Optional<String> described(Description description);

  /** An admission is asked for, of what was described. */
  void asked(long ticket, Description description);

  /** Policy has been asked; what comes now is people or the ledger. */
  void looked(long ticket);

  /** An admission waits for people. */
  void needsPeople(long ticket);

  /** An admission has its verdict. */
  void decided(long ticket, Verdict verdict);

  /**
   * Something is sent to a passage's target.
   *
   * @return the {@code traceparent} that the target is to be told; empty where it is told what the
   *     caller said
   */
  Optional<String> sends(Passage passage);

  /** A passage has ended. */
  void closed(Passage passage, Ending ending);

  /** The session is over: what is open ends. */
  void over();
}
