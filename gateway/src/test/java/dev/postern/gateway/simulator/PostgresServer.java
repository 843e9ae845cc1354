package dev.postern.gateway.simulator;

import dev.postern.gateway.protocol.postgres.ModelTarget;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.simulator.net.Chance;
import dev.postern.gateway.simulator.net.Line;
import dev.postern.gateway.simulator.net.Remote;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;

/** The target of PostgreSQL, on one connection: it runs what reaches it, or breaks. */
final class PostgresServer implements Remote, Talker {
  private final World world;
  private final FrontendFrames taken = new FrontendFrames(WireLimits.DEFAULT);
  private final ModelTarget model;
  private final ArrayDeque<byte[]> pieces = new ArrayDeque<>();
  private Optional<Line> line = Optional.empty();
  private boolean started;
  private boolean proven;
  private boolean stalls;

  PostgresServer(World world) {
    this.world = world;
    this.model = new ModelTarget(proof -> world.secrets().proves(proof));
  }

  @Override
  public void opened(Line made) {
    line = Optional.of(made);
    world.serves(this);
  }

  @Override
  public void taken(byte[] bytes) {
    int before = taken.unread();
    taken.add(ByteBuffer.wrap(bytes));
    if (!started && taken.nextStart() instanceof Read.Message<StartPacket> start) {
      started = true;
      proven = !(start.message() instanceof StartPacket.Startup);
    } else if (started && !proven) {
      proven = taken.nextProof() instanceof Read.Message<Proof>;
    } else if (proven) {
      while (taken.next() instanceof Read.Message<FrontendMessage> frame) {
        look(frame, before == 0);
      }
    }
  }

  /** What is bound to an operation of its own; everything else belongs to one of these. */
  private void look(Read.Message<FrontendMessage> frame, boolean atOnce) {
    String text =
        switch (frame.message()) {
          case FrontendMessage.Query query -> query.text().text();
          case FrontendMessage.Parse parse -> parse.text().text();
          default -> "refused_by_postern_";
        };
    if (!text.contains("refused_by_postern_")) {
      byte[] whole = frame.bytes().copy();
      world.watch().moves("shop", whole, false, atOnce);
      world.watch().sent(whole);
    }
  }

  @Override
  public void arrived(byte[] bytes) {
    Chance chance = world.chance();
    if (world.troubled(20)) {
      switch (chance.below(4)) {
        case 0 -> {
          world.count(true, Fault.TARGET_STALLS);
          stalls = true;
          world.after(1 + chance.below(15), () -> stalls = false);
        }
        case 1 -> {
          world.count(true, Fault.TARGET_CUTS);
          line.orElseThrow().reset();
          over();
          return;
        }
        case 2 -> {
          world.count(true, Fault.TARGET_HALF_CLOSES);
          byte[] answer = model.receive(bytes);
          line.orElseThrow().send(Arrays.copyOf(answer, chance.below(answer.length + 1)));
          line.orElseThrow().finish();
          over();
          return;
        }
        default -> {
          world.count(true, Fault.TARGET_ANSWERS_WRONGLY);
          pieces.add(new byte[] {'D', 0, 0, 0, 9, 0, 7, 1, 1, 1});
        }
      }
    }
    byte[] answer = model.receive(bytes);
    if (answer.length > 0) {
      pieces.add(answer);
    }
  }

  @Override
  public boolean canAct() {
    return !stalls && (!pieces.isEmpty() || model.over());
  }

  @Override
  public void act() {
    byte[] next = pieces.poll();
    if (next != null) {
      line.orElseThrow().send(next);
    } else {
      line.orElseThrow().finish();
      over();
    }
  }

  @Override
  public void ended() {
    line.orElseThrow().finish();
    over();
  }

  @Override
  public void broken() {
    line.orElseThrow().reset();
    over();
  }

  private void over() {
    pieces.clear();
    world.servesNoMore(this);
  }
}
