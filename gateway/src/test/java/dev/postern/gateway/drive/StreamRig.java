package dev.postern.gateway.drive;

import dev.postern.gateway.credential.CredentialSource;
import dev.postern.gateway.net.FrameLimits;
import dev.postern.gateway.net.stream.StreamLimits;
import dev.postern.gateway.net.stream.StreamListener;
import dev.postern.gateway.net.stream.StreamSettings;
import dev.postern.gateway.net.stream.StreamSettings.Secrecy;
import dev.postern.gateway.net.stream.StreamSettings.Strangers;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Session;
import dev.postern.gateway.target.StreamTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A {@link Rig} that listens for streams, with one target of streams. */
final class StreamRig implements AutoCloseable {
  final Rig rig;
  final StreamListener listener;

  /** What can be different from one rig to another. */
  static final class Plan {
    String host = "127.0.0.1";
    Optional<Integer> port = Optional.empty();
    StreamTarget.Secrecy secrecy = StreamTarget.Secrecy.OFF;
    Map<String, StreamTarget.Account> accounts = Map.of();
    Map<String, CredentialSource> credentials = Map.of();
    Optional<Secrecy> tls = Optional.empty();
    int connections = 100;
    Strangers strangers = Strangers.DEFAULT;
    StreamLimits limits = StreamLimits.DEFAULT;
    Function<Rig, Session> sessions = with -> new PipeSession(with.heard, "/open");

    /** Who has no room. */
    Function<Rig, Session> crowded = with -> new ScriptSession(with.heard, (event, out) -> {});

    /** Makes TLS with clients end after a moment. */
    void impatient() {
      limits =
          new StreamLimits(
              FrameLimits.DEFAULT, Duration.ofMillis(100), limits.stall(), limits.linger());
    }
  }

  StreamRig(ScriptedTarget target, Consumer<Plan> change) throws IOException {
    Plan plan = new Plan();
    change.accept(plan);
    StreamTarget at =
        StreamTarget.at(
            Operations.TARGET,
            "pipe",
            new StreamTarget.Address(plan.host, plan.port.orElse(target.uri().getPort())),
            plan.secrecy);
    rig =
        new Rig(
            target,
            with -> {
              with.credentials = plan.credentials;
              with.streams = List.of(at.withAccounts(plan.accounts));
            });
    listener =
        rig.plane.listen(
            new StreamSettings(
                "127.0.0.1",
                0,
                plan.tls,
                plan.connections,
                plan.connections,
                16,
                plan.strangers,
                plan.limits),
            peer -> (peer.room() ? plan.sessions : plan.crowded).apply(rig));
  }

  /** Sessions that do what a script says. */
  static Function<Rig, Session> scripted(ScriptSession.Script script) {
    return with -> new ScriptSession(with.heard, script);
  }

  Wire dial() throws IOException {
    return Wire.to(listener.port());
  }

  /** Waits until a session has heard something like that. */
  void hears(Predicate<Event> like) {
    Awaiting.until(() -> rig.heard.stream().anyMatch(like));
  }

  /** All that sessions have received, as text: what they sent on of it included. */
  String received() {
    StringBuilder all = new StringBuilder();
    for (Event event : rig.heard) {
      if (event instanceof Event.Received(var bytes)) {
        all.append(StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(bytes.array())));
      }
    }
    return all.toString();
  }

  @Override
  public void close() {
    rig.close();
  }
}
