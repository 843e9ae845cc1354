package dev.postern.gateway.protocol.postgres.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads what a server sends, however it is cut. A server is as little trusted as a client: the
 * first byte that cannot be right ends the reading.
 */
public final class BackendFrames {
  private final Framing<BackendType> framing;

  /** Reads nothing yet. */
  public BackendFrames(WireLimits limits) {
    this.framing = new Framing<>(BackendType::of, limits, new RowRun());
  }

  /** Adds what arrived; the buffer is handed over. */
  public void add(ByteBuffer bytes) {
    framing.add(bytes);
  }

  /** How many bytes arrived and were not read yet. */
  public int unread() {
    return framing.inflow().size();
  }

  /** The answer to a request for encryption: one byte, or an error of a server that is too old. */
  public Read<TlsAnswer> nextTlsAnswer() {
    Inflow inflow = framing.inflow();
    Optional<WireFault> broken = framing.broken();
    if (broken.isPresent()) {
      return new Read.Broken<>(broken.get());
    }
    if (inflow.size() == 0) {
      return new Read.More<>();
    }
    return switch (inflow.at(0)) {
      case 'S' -> new Read.Message<>(TlsAnswer.YES, inflow.take(1));
      case 'N' -> new Read.Message<>(TlsAnswer.NO, inflow.take(1));
      default ->
          framing.fail(WireFault.Kind.OUT_OF_ORDER, "the server did not say whether it takes TLS");
    };
  }

  /** What a server says to a request for encryption. */
  public enum TlsAnswer {
    YES,
    NO
  }

  /** The next message. */
  public Read<BackendMessage> next() {
    return switch (framing.next()) {
      case Read.More<Framing.Frame<BackendType>> more -> new Read.More<>();
      case Read.Broken<Framing.Frame<BackendType>>(WireFault fault) -> new Read.Broken<>(fault);
      case Read.Message<Framing.Frame<BackendType>>(
              Framing.Frame<BackendType> frame,
              Slice bytes) ->
          frame.type().streamed() ? run(frame) : whole(frame);
    };
  }

  private static Read<BackendMessage> run(Framing.Frame<BackendType> frame) {
    BackendMessage run =
        frame.type() == BackendType.DATA_ROW
            ? new BackendMessage.DataRows(frame.ended(), frame.unfinished())
            : new BackendMessage.CopyData(frame.ended(), frame.unfinished());
    return new Read.Message<>(run, frame.bytes());
  }

  private Read<BackendMessage> whole(Framing.Frame<BackendType> frame) {
    try {
      return new Read.Message<>(BackendReader.read(frame), frame.bytes());
    } catch (Malformed malformed) {
      return framing.fail(
          WireFault.Kind.MALFORMED, frame.type() + " cannot be read: " + malformed.getMessage());
    }
  }
}
