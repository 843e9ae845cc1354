package dev.postern.prove.postgres;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What one client says after its sign-in, all of it without waiting for an answer.
 *
 * @param seed what it was made from
 * @param cut how the bytes towards the gateway are cut
 */
record Conversation(long seed, Mode mode, List<Frame> frames, Cut cut) {
  /** The answer to it is the last thing that a conversation hears, if it is not broken off. */
  static final String MARK = "the conversation is over";

  /** Ends a COPY, a group, a transaction, and asks for the mark. */
  private static final List<Frame> EPILOGUE =
      List.of(
          Frame.of("CopyFail", new Wire().string("at the end").as('f')),
          Frame.of("Sync", new Wire().as('S')),
          Frame.of("Query rollback", new Wire().string("rollback").as('Q')),
          Frame.of("Query mark", new Wire().string("select '" + MARK + "'").as('Q')));

  /** Where bytes are cut. */
  enum Cut {
    NOWHERE,
    ANYWHERE,
    BY_BYTE
  }

  /** With other messages. */
  Conversation with(List<Frame> others) {
    return new Conversation(seed, mode, List.copyOf(others), cut);
  }

  byte[] direct() {
    return bytes(Frame::direct);
  }

  byte[] through() {
    return bytes(Frame::bytes);
  }

  private byte[] bytes(Function<Frame, byte[]> of) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    frames.forEach(frame -> all.writeBytes(of.apply(frame)));
    // Twice: a message that claims more than it has may swallow the first one.
    for (int i = 0; i < 2; i++) {
      EPILOGUE.forEach(frame -> all.writeBytes(of.apply(frame)));
    }
    return all.toByteArray();
  }

  @Override
  public String toString() {
    return frames.stream()
        .map(frame -> frame.what() + (frame.failing().isPresent() ? "   [refused]" : ""))
        .collect(
            Collectors.joining("\n  ", "seed " + seed + ", " + mode + ", cut " + cut + "\n  ", ""));
  }
}
