package dev.postern.gateway.simulator.net;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One connection: bytes on their way in both directions, and how it ends on either side. */
public final class Line {
  private final Remote remote;
  private final int window;
  private final int port;
  private final ArrayDeque<byte[]> inward = new ArrayDeque<>();
  private final ByteArrayOutputStream outward = new ByteArrayOutputStream();
  private @Nullable SimulatedSocket socket;
  private boolean remoteFinished;
  private boolean remoteReset;
  private boolean inwardEnded;
  private boolean gatewayFinished;
  private boolean gatewayReset;
  private boolean outwardEnded;
  private boolean stalled;
  private boolean gatewayDead;

  /**
   * @param window how many bytes the gateway's socket takes before somebody reads them
   * @param port the remote end's
   */
  Line(Remote remote, int window, int port) {
    this.remote = remote;
    this.port = port;
    this.window = window;
  }

  void of(SimulatedSocket connected) {
    socket = connected;
  }

  private SimulatedSocket socket() {
    SimulatedSocket now = socket;
    if (now == null) {
      throw new IllegalStateException("the line has no socket yet");
    }
    return now;
  }

  /** The remote end's port, which no other line has. */
  public int port() {
    return port;
  }

  /** The remote end sends bytes. */
  public void send(byte[] bytes) {
    if (!remoteFinished && !remoteReset && bytes.length > 0) {
      inward.add(bytes);
    }
  }

  /** The remote end sends nothing more, and goes on hearing. */
  public void finish() {
    remoteFinished = true;
  }

  /** The remote end is gone, and what it had sent and nobody read is lost. */
  public void reset() {
    remoteReset = true;
    inward.clear();
    outward.reset();
  }

  /** Whether the remote end takes nothing for now. */
  public void stall(boolean now) {
    stalled = now;
  }

  /** Whether the remote end can still send. */
  public boolean open() {
    return !remoteFinished && !remoteReset && !outwardEnded;
  }

  /** Whether both ends are through with it. */
  boolean over() {
    return inwardOver() && (outwardEnded || remoteReset);
  }

  private boolean inwardOver() {
    return inwardEnded || gatewayFinishedReading();
  }

  private boolean gatewayFinishedReading() {
    return !socket().isOpen();
  }

  /** Whether something of the remote end can reach the gateway now. */
  boolean movesIn() {
    if (inwardOver()) {
      return false;
    }
    return remoteReset || socket().wantsToRead() && (!inward.isEmpty() || remoteFinished);
  }

  /** Moves some of it. */
  void moveIn(Chance chance) {
    if (remoteReset) {
      inwardEnded = true;
      socket().lost();
      return;
    }
    byte[] next = inward.poll();
    if (next == null) {
      inwardEnded = true;
      socket().endOfInput();
      return;
    }
    int count = some(next.length, chance);
    if (count < next.length) {
      inward.addFirst(Arrays.copyOfRange(next, count, next.length));
    }
    socket().received(Arrays.copyOf(next, count));
  }

  /** Whether something of the gateway can reach the remote end now. */
  boolean movesOut() {
    return !outwardEnded
        && !remoteReset
        && !stalled
        && (outward.size() > 0 || gatewayReset || gatewayFinished);
  }

  /** Moves some of it. */
  void moveOut(Chance chance) {
    if (outward.size() == 0 || gatewayReset && chance.oneIn(2)) {
      // What a reset overtakes never arrives.
      outwardEnded = true;
      if (gatewayReset) {
        remote.broken();
      } else {
        remote.ended();
      }
      return;
    }
    byte[] all = outward.toByteArray();
    int count = some(all.length, chance);
    outward.reset();
    outward.write(all, count, all.length - count);
    remote.arrived(Arrays.copyOf(all, count));
    if (socket().isOpen()) {
      socket().hasRoom();
    }
  }

  private static int some(int of, Chance chance) {
    return switch (chance.below(4)) {
      case 0 -> 1;
      case 1 -> 1 + chance.below(of);
      default -> of;
    };
  }

  /** Takes what there is room for; the number of bytes. */
  int take(ByteBuf from) {
    if (gatewayDead) {
      return from.readableBytes();
    }
    if (remoteReset) {
      // Nobody reads it, and the sender is not told before it reads.
      int lost = from.readableBytes();
      byte[] bytes = new byte[lost];
      from.getBytes(from.readerIndex(), bytes);
      remote.taken(bytes);
      return lost;
    }
    int count = Math.min(from.readableBytes(), Math.max(0, window - outward.size()));
    if (count > 0) {
      byte[] bytes = new byte[count];
      from.getBytes(from.readerIndex(), bytes);
      outward.writeBytes(bytes);
      remote.taken(bytes);
    }
    return count;
  }

  /** The gateway's process is gone. */
  void gatewayDies() {
    gatewayDead = true;
    gatewayCloses(true);
    socket().dies();
  }

  /** The gateway sends nothing more. */
  void gatewayFinishes() {
    gatewayFinished = true;
  }

  /** The gateway's socket is closed. */
  void gatewayCloses(boolean reset) {
    gatewayFinished = true;
    gatewayReset |= reset;
  }
}
