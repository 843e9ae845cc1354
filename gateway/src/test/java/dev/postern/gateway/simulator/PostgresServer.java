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
import java.util.Arrays;

/** The target of PostgreSQL, on one connection: it runs what reaches it, or breaks. */
final class PostgresServer implements Remote {
  private final World world;
  private final FrontendFrames taken = new FrontendFrames(WireLimits.DEFAULT);
  private final ModelTarget model;
  private final TargetEnd end;
  private String copied = "";
  private boolean started;
  private boolean proven;

  PostgresServer(World world) {
    this.world = world;
    this.end = new TargetEnd(world);
    this.model = new ModelTarget(proof -> world.secrets().proves(proof));
  }

  @Override
  public void opened(Line made) {
    end.opened(made);
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
    if (frame.message() instanceof FrontendMessage.CopyData && !copied.isEmpty()) {
      world.watch().goesOn(Targets.SHOP, copied, false);
    }
    String text =
        switch (frame.message()) {
          case FrontendMessage.Query query -> query.text().text();
          case FrontendMessage.Parse parse -> parse.text().text();
          default -> "refused_by_postern_";
        };
    if (!text.contains("refused_by_postern_")) {
      copied = text.startsWith("copy tag") ? text.split(" ")[1] : "";
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
        case 0 -> end.stalls(1 + chance.below(15));
        case 1 -> {
          world.count(true, Fault.TARGET_CUTS);
          end.broken();
          return;
        }
        case 2 -> {
          world.count(true, Fault.TARGET_HALF_CLOSES);
          byte[] answer = model.receive(bytes);
          end.says(Arrays.copyOf(answer, chance.below(answer.length + 1)));
          end.finishes();
          return;
        }
        default -> {
          world.count(true, Fault.TARGET_ANSWERS_WRONGLY);
          end.says(new byte[] {'D', 0, 0, 0, 9, 0, 7, 1, 1, 1});
        }
      }
    }
    byte[] answer = model.receive(bytes);
    if (answer.length > 0) {
      end.says(answer);
    }
    if (model.over()) {
      end.finishes();
    }
  }

  @Override
  public void ended() {
    end.ended();
  }

  @Override
  public void broken() {
    end.broken();
  }
}
