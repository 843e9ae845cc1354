package dev.postern.gateway.simulator.net;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** All connections of a world, each of which moves on its own. */
public final class Network {
  private static final List<Integer> WINDOWS = List.of(1, 40, 700, 8_192, 65_536);

  private static final int FIRST_PORT = 10_000;

  private final Chance chance;
  private final Map<Integer, SimulatedServer> listening = new HashMap<>();
  private final Map<Integer, Supplier<Optional<Remote>>> hosts = new HashMap<>();
  private final Map<SimulatedSocket, InetSocketAddress> dialling = new LinkedHashMap<>();
  private final List<Line> lines = new ArrayList<>();
  private UnpooledByteBufAllocator buffers = fresh();
  private int sources;

  public Network(Chance chance) {
    this.chance = chance;
  }

  /**
   * A host that the gateway can dial.
   *
   * @param answers who answers a connection; empty refuses it
   */
  public void host(int port, Supplier<Optional<Remote>> answers) {
    hosts.put(port, answers);
  }

  /** A client connects; false when nobody listens. */
  public boolean connect(int port, Remote remote) {
    SimulatedServer server = listening.get(port);
    if (server == null) {
      return false;
    }
    Line line = line(remote);
    server.accept(line, new InetSocketAddress(InetAddress.getLoopbackAddress(), line.port()));
    remote.opened(line);
    return true;
  }

  private Line line(Remote remote) {
    Line line = new Line(remote, chance.of(WINDOWS), FIRST_PORT + sources++);
    lines.add(line);
    return line;
  }

  InetSocketAddress listens(SimulatedServer server, InetSocketAddress address) {
    listening.put(address.getPort(), server);
    return address;
  }

  void stopped(SimulatedServer server) {
    listening.values().remove(server);
  }

  void dial(SimulatedSocket socket, InetSocketAddress to) {
    dialling.put(socket, to);
  }

  /**
   * The gateway's process is gone, and with it all of its ends: nothing more leaves any of them.
   */
  public void gatewayDies() {
    buffers = fresh();
    lines.forEach(Line::gatewayDies);
    listening.clear();
    dialling.clear();
  }

  /** What is counted here, and not by whether the collector of garbage meets it. */
  private static UnpooledByteBufAllocator fresh() {
    return new UnpooledByteBufAllocator(false, true, false);
  }

  /** Where the gateway that runs has its buffers from. */
  ByteBufAllocator buffers() {
    return buffers;
  }

  /** How many bytes of buffers the gateway that runs has not given back. */
  public int buffered() {
    return (int) (buffers.metric().usedHeapMemory() + buffers.metric().usedDirectMemory());
  }

  /** How many connections are not over. */
  public int open() {
    forgetOver();
    return lines.size() + dialling.size();
  }

  /** Gives what can move now, each a step. */
  public void moves(Consumer<Runnable> step) {
    forgetOver();
    dialling.forEach((socket, to) -> step.accept(() -> answer(socket, to)));
    for (Line line : lines) {
      if (line.movesIn()) {
        step.accept(() -> line.moveIn(chance));
      }
      if (line.movesOut()) {
        step.accept(() -> line.moveOut(chance));
      }
    }
  }

  private void answer(SimulatedSocket socket, InetSocketAddress to) {
    dialling.remove(socket);
    Optional<Remote> remote = Optional.ofNullable(hosts.get(to.getPort())).flatMap(Supplier::get);
    if (!socket.isOpen()) {
      return;
    }
    if (remote.isEmpty()) {
      socket.refused();
      return;
    }
    Line line = line(remote.get());
    socket.established(line);
    remote.get().opened(line);
  }

  private void forgetOver() {
    lines.removeIf(Line::over);
    dialling.keySet().removeIf(socket -> !socket.isOpen());
  }
}
