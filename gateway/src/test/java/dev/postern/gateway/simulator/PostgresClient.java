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
  private final ClientEnd end;
  private Optional<StartPacket.CancelRequest> key = Optional.empty();
  private String lent = "";
  private boolean ready;
  private boolean copies;
  private int answers;

  PostgresClient(World world, String person) {
    this.world = world;
    this.person = person;
    this.end = new ClientEnd(world, this::gone);
  }

  @Override
  public void opened(Line made) {
    end.opened(made);
    frames = new BackendFrames(WireLimits.DEFAULT);
    heard.reset();
    key = Optional.empty();
    ready = false;
    copies = false;
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
    if (!end.there()) {
      if (!world.calm()) {
        world.connectStream(this);
      }
    } else if (end.left()) {
      return;
    } else if (copies) {
      copy(chance);
    } else if (world.calm()) {
      if (ready) {
        say(new FrontendMessage.Terminate());
        end.finish();
      }
    } else if (ready) {
      ready = false;
      ask(chance);
    } else if (world.troubled(40)) {
      misbehave(chance);
    }
  }

  /** A row more, or no more of them. */
  private void copy(Chance chance) {
    if (!world.calm() && !chance.oneIn(3)) {
      end.send(FrontendPrinter.copyData(Slice.of("another row\n")));
    } else {
      copies = false;
      say(new FrontendMessage.CopyDone());
    }
  }

  private void ask(Chance chance) {
    int most = world.lent().held(person, Targets.SHOP) ? 16 : 10;
    switch (chance.below(most)) {
      case 0 -> say(query("begin"));
      case 1 -> say(query("commit"));
      case 2 -> say(query("select"));
      case 3 -> say(query("delete " + next("delete") + "; select"));
      case 4 -> say(query("copy t from stdin"));
      case 5 -> pipeline("delete " + next("delete"));
      case 6 -> pipeline("insert " + next("insert"));
      case 7, 8 -> say(query("insert " + next("insert")));
      default -> {
        String what = chance.of(List.of("update %s", "select %s", "copy %s from stdin"));
        lent = next("lent");
        say(query(what.formatted(lent)));
      }
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
    end.send(FrontendPrinter.print(message));
  }

  private void misbehave(Chance chance) {
    int which = chance.below(5);
    if (end.misbehaves(which)) {
      return;
    }
    if (which == 3) {
      world.count(true, Fault.CLIENT_SENDS_JUNK);
      end.send(new byte[] {'q', 0, 0, 0, 1});
    } else {
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
    byte[] shown = world.shown(end.line());
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
          end.send(
              FrontendPrinter.password(
                  world.proofs().token(person).getBytes(StandardCharsets.US_ASCII)));
      case BackendMessage.BackendKeyData(int process, Slice secret) ->
          key = Optional.of(new StartPacket.CancelRequest(process, secret));
      case BackendMessage.CopyInResponse response -> {
        end.send(FrontendPrinter.copyData(Slice.of("row\n")));
        copies = true;
      }
      case BackendMessage.DataRows rows -> world.watch().shown(lent, rows.ended(), 0);
      case BackendMessage.CommandComplete(Slice tag) -> world.answered("sql " + tag.text());
      case BackendMessage.ErrorResponse(var report) -> {
        copies = false;
        world.answered("sql " + report.sqlState());
      }
      case BackendMessage.ReadyForQuery status -> {
        ready = true;
        copies = false;
        lent = "";
        answers++;
      }
      default -> {
        // It reads on.
      }
    }
  }

  @Override
  public void ended() {
    end.ended();
  }

  @Override
  public void broken() {
    end.cut();
  }

  private void gone() {
    ready = false;
  }

  @Override
  public String toString() {
    return person + " at psql" + (!end.there() ? "" : ready ? " ready" : " waiting");
  }
}
