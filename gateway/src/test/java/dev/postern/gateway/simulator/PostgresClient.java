package dev.postern.gateway.simulator;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import dev.postern.gateway.simulator.net.Chance;
import dev.postern.gateway.simulator.net.Line;
import dev.postern.gateway.simulator.net.Remote;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A person's client of PostgreSQL: simple queries, pipelines, transactions, COPY, cancels. */
final class PostgresClient implements Remote, Actor {
  private final World world;
  private final String person;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private BackendFrames frames = new BackendFrames(WireLimits.DEFAULT);
  private Optional<Line> line = Optional.empty();
  private Optional<StartPacket.CancelRequest> key = Optional.empty();
  private boolean ready;
  private boolean copies;
  private boolean left;
  private int answers;

  PostgresClient(World world, String person) {
    this.world = world;
    this.person = person;
  }

  @Override
  public void opened(Line made) {
    line = Optional.of(made);
    frames = new BackendFrames(WireLimits.DEFAULT);
    heard.reset();
    key = Optional.empty();
    ready = false;
    copies = false;
    left = false;
    made.send(
        FrontendPrinter.print(
            new StartPacket.Startup(
                3,
                0,
                List.of(
                    new StartPacket.Parameter(Slice.of("user"), Slice.of("reporting~token")),
                    new StartPacket.Parameter(Slice.of("database"), Slice.of("shop"))))));
  }

  @Override
  public int answers() {
    return answers;
  }

  @Override
  public void act() {
    Chance chance = world.chance();
    if (line.isEmpty()) {
      if (!world.calm()) {
        world.connectStream(this);
      }
    } else if (left) {
      return;
    } else if (world.calm()) {
      if (ready) {
        say(new FrontendMessage.Terminate());
        line.orElseThrow().finish();
        left = true;
      }
    } else if (ready) {
      ready = false;
      ask(chance);
    } else if (world.troubled(40)) {
      misbehave(chance);
    }
  }

  private void ask(Chance chance) {
    switch (chance.below(9)) {
      case 0 -> say(query("begin"));
      case 1 -> say(query("commit"));
      case 2 -> say(query("select"));
      case 3 -> say(query("delete " + next("delete") + "; select"));
      case 4 -> say(query("copy t from stdin"));
      case 5 -> pipeline("delete " + next("delete"));
      case 6 -> pipeline("insert " + next("insert"));
      default -> say(query("insert " + next("insert")));
    }
  }

  private String next(String what) {
    String tag = world.tag();
    world.watch().asks(new Asked(tag, tag, person, what));
    return tag;
  }

  private static FrontendMessage query(String text) {
    return new FrontendMessage.Query(Slice.of(text));
  }

  private void pipeline(String text) {
    Slice unnamed = Slice.of("");
    say(new FrontendMessage.Parse(unnamed, Slice.of(text), List.of()));
    say(new FrontendMessage.Bind(unnamed, unnamed, List.of(), List.of(), List.of()));
    say(new FrontendMessage.Execute(unnamed, 0));
    say(new FrontendMessage.Sync());
  }

  private void say(FrontendMessage message) {
    line.orElseThrow().send(FrontendPrinter.print(message));
  }

  private void misbehave(Chance chance) {
    switch (chance.below(5)) {
      case 0 -> {
        world.count(true, Fault.CLIENT_CUTS);
        line.orElseThrow().reset();
        gone();
      }
      case 1 -> {
        world.count(true, Fault.CLIENT_HALF_CLOSES);
        line.orElseThrow().finish();
        left = true;
      }
      case 2 -> {
        world.count(true, Fault.CLIENT_STALLS);
        Line stalled = line.orElseThrow();
        stalled.stall(true);
        world.after(1 + chance.below(20), () -> stalled.stall(false));
      }
      case 3 -> {
        world.count(true, Fault.CLIENT_SENDS_JUNK);
        line.orElseThrow().send(new byte[] {'q', 0, 0, 0, 1});
      }
      default ->
          key.ifPresent(cancel -> {
            world.count(true, Fault.CLIENT_CANCELS);
            world.connectStream(new Cancelling(world, FrontendPrinter.print(cancel)));
          });
    }
  }

  @Override
  public void taken(byte[] bytes) {
    // What it makes of them it does when they arrive.
  }

  @Override
  public void arrived(byte[] bytes) {
    heard.writeBytes(bytes);
    byte[] all = heard.toByteArray();
    byte[] shown = world.shown(line.orElseThrow());
    if (all.length > shown.length || Arrays.mismatch(all, Arrays.copyOf(shown, all.length)) >= 0) {
      throw new Broken("came without having been shown: " + Watch.text(bytes));
    }
    world.watch().heard(person, bytes);
    frames.add(ByteBuffer.wrap(bytes));
    while (frames.next() instanceof Read.Message<BackendMessage> frame) {
      hears(frame.message());
    }
  }

  private void hears(BackendMessage message) {
    switch (message) {
      case BackendMessage.Authentication(AuthenticationRequest.CleartextPassword asked) ->
          line.orElseThrow()
              .send(
                  FrontendPrinter.password(
                      world.proofs().token(person).getBytes(StandardCharsets.US_ASCII)));
      case BackendMessage.BackendKeyData(int process, Slice secret) ->
          key = Optional.of(new StartPacket.CancelRequest(process, secret));
      case BackendMessage.CopyInResponse response -> {
        line.orElseThrow().send(FrontendPrinter.copyData(Slice.of("row\n")));
        say(new FrontendMessage.CopyDone());
      }
      case BackendMessage.CommandComplete(Slice tag) -> world.answered("sql " + tag.text());
      case BackendMessage.ErrorResponse(var report) -> world.answered("sql " + report.sqlState());
      case BackendMessage.ReadyForQuery status -> {
        ready = true;
        answers++;
      }
      default -> {
        // It reads on.
      }
    }
  }

  @Override
  public void ended() {
    line.orElseThrow().finish();
    gone();
  }

  @Override
  public void broken() {
    line.orElseThrow().reset();
    gone();
  }

  private void gone() {
    line = Optional.empty();
    ready = false;
  }

  @Override
  public String toString() {
    return person + " at psql" + (line.isEmpty() ? "" : ready ? " ready" : " waiting");
  }
}
