package dev.postern.gateway.protocol.postgres.wire;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads what a client sends, however it is cut. Each phase has its own method; what does not belong
 * to the phase breaks the connection, and nothing is read any more.
 */
public final class FrontendFrames {
  private static final int START_HEAD = 8;

  /** The first four bytes of Terminate, where a start packet has its length. */
  private static final int TERMINATE = 'X' << 24;

  private final WireLimits limits;
  private final Framing<FrontendType> framing;
  private boolean waits = true;

  /** Reads nothing yet. */
  public FrontendFrames(WireLimits limits) {
    this.limits = limits;
    this.framing = new Framing<>(FrontendType::of, limits, new AnyRun<>());
  }

  /** Adds what arrived; the buffer is handed over. */
  public void add(ByteBuffer bytes) {
    framing.add(bytes);
  }

  /** How many bytes arrived and were not read yet. */
  public int unread() {
    return framing.inflow().size();
  }

  /** Whether the next message is not here whole, so that more must arrive first. */
  public boolean waits() {
    return waits;
  }

  /** The next start packet: before and after TLS, until one opens a session. */
  public Read<StartPacket> nextStart() {
    Read<StartPacket> read = start();
    waits = read instanceof Read.More;
    return read;
  }

  /**
   * Whether a client that has not opened a session says that it leaves: drivers send Terminate also
   * when they are closed before they began. The server ends such a connection without a word.
   */
  public boolean leavesBeforeStart() {
    Inflow inflow = framing.inflow();
    return inflow.size() >= 5 && inflow.int32(0) == TERMINATE && inflow.at(4) == 4;
  }

  private Read<StartPacket> start() {
    Inflow inflow = framing.inflow();
    Optional<WireFault> broken = framing.broken();
    if (broken.isPresent()) {
      return new Read.Broken<>(broken.get());
    }
    if (inflow.size() < 4) {
      return new Read.More<>();
    }
    int length = inflow.int32(0);
    if (length == TERMINATE && inflow.size() == 4) {
      return new Read.More<>();
    }
    if (length < START_HEAD) {
      return framing.fail(WireFault.Kind.TOO_SHORT, "the start-up packet is too short");
    }
    if (length - 4L > limits.startup()) {
      return framing.fail(
          WireFault.Kind.TOO_LONG,
          "the start-up packet is longer than " + limits.startup() + " bytes");
    }
    if (inflow.size() < length) {
      return new Read.More<>();
    }
    Slice packet = inflow.take(length);
    try {
      return new Read.Message<>(StartPackets.read(packet), packet);
    } catch (Malformed malformed) {
      return framing.fail(
          WireFault.Kind.MALFORMED,
          "the start-up packet cannot be read: " + malformed.getMessage());
    }
  }

  /** The next answer to an authentication request; every other message breaks the connection. */
  public Read<Proof> nextProof() {
    Read<Proof> read = proof();
    waits = read instanceof Read.More;
    return read;
  }

  private Read<Proof> proof() {
    if (framing.nextType() instanceof Read.Message<FrontendType>(FrontendType type, Slice none)
        && type != FrontendType.PROOF) {
      return framing.fail(WireFault.Kind.OUT_OF_ORDER, type + " has no place during sign-in");
    }
    return switch (framing.next()) {
      case Read.More<Framing.Frame<FrontendType>> more -> new Read.More<>();
      case Read.Broken<Framing.Frame<FrontendType>>(WireFault fault) -> new Read.Broken<>(fault);
      case Read.Message<Framing.Frame<FrontendType>>(
              Framing.Frame<FrontendType> frame,
              Slice bytes) ->
          new Read.Message<>(new Proof(frame.content()), bytes);
    };
  }

  /**
   * Whether a message of a type has come whole, or has begun, behind what was read so far; it stays
   * unread. What cannot be read hides what is behind it.
   */
  public boolean comes(FrontendType type) {
    return framing.comes(type);
  }

  /** The next message of a client that is signed in. */
  public Read<FrontendMessage> next() {
    Read<FrontendMessage> read = message();
    waits = read instanceof Read.More;
    return read;
  }

  private Read<FrontendMessage> message() {
    if (framing.nextType() instanceof Read.Message<FrontendType>(FrontendType type, Slice none)
        && type == FrontendType.PROOF) {
      return framing.fail(WireFault.Kind.OUT_OF_ORDER, "a proof has no place after sign-in");
    }
    return switch (framing.next()) {
      case Read.More<Framing.Frame<FrontendType>> more -> new Read.More<>();
      case Read.Broken<Framing.Frame<FrontendType>>(WireFault fault) -> new Read.Broken<>(fault);
      case Read.Message<Framing.Frame<FrontendType>>(
              Framing.Frame<FrontendType> frame,
              Slice bytes) ->
          new Read.Message<>(
              frame.type().streamed()
                  ? new FrontendMessage.CopyData(frame.ended(), frame.unfinished())
                  : FrontendReader.read(frame),
              bytes);
    };
  }
}
