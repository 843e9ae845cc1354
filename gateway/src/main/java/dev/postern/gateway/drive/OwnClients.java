package dev.postern.gateway.drive;

import dev.postern.gateway.http.ConnectionFacts;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Peer;
import dev.postern.gateway.session.RequestHead;
import dev.postern.kernel.identity.SignIn;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes sessions whose client is the gateway itself. Who it is was settled beforehand, and no proof
 * that anybody could present stands for it. Nothing else is given: policy decides on what they ask,
 * and the ledger has it before it is sent. Any thread.
 */
public final class OwnClients {
  private static final InetSocketAddress HERE =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final List<Loop> loops;
  private final AtomicInteger next = new AtomicInteger();

  /** On the loops of a data plane. */
  public OwnClients(DataPlane plane) {
    this.loops = plane.loops();
  }

  /**
   * A request of HTTP.
   *
   * @param head as a client would send it
   * @param body the whole body; handed over
   */
  public record Asked(RequestHead head, byte[] body) {}

  /**
   * Asks as a client of HTTP would.
   *
   * @param as who the gateway is in this
   * @param most octets that are taken of the answer
   */
  public OwnClient ask(SignIn as, Asked asked, long most) {
    Loop loop = loop();
    OwnClient client = new OwnClient(loop, most);
    ConnectionFacts facts = new ConnectionFacts(HERE, false, false);
    loop.later(() -> {
      Driver driver =
          new Driver(
              loop,
              new OwnSession(
                  loop.commons().sessions().open(asked.head(), facts), as, client::heard),
              of -> new HttpEnds(facts, client.answer(), new Legs(loop, of::offer)));
      client.driven(driver);
      loop.run(driver, new Event.Requested(asked.head()));
      if (asked.body().length > 0) {
        driver.offer(new Event.Received(ByteBuffer.wrap(asked.body())));
      }
      driver.offer(new Event.ReceivedAll());
    });
    return client;
  }

  /**
   * Connects as a client of a byte stream would.
   *
   * @param as who the gateway is in this
   * @param sessions makes the session
   * @param most octets that are taken of the stream
   */
  public OwnClient open(SignIn as, StreamFactory sessions, long most) {
    Loop loop = loop();
    OwnClient client = new OwnClient(loop, most);
    Peer peer = new Peer(HERE, true, Optional.empty());
    loop.later(() -> {
      Driver driver =
          new Driver(
              loop,
              new OwnSession(sessions.open(peer), as, client::heard),
              of -> new OwnStream(client, new StreamLegs(loop, of::offer)));
      client.driven(driver);
      loop.run(driver, new Event.Opened(peer));
    });
    return client;
  }

  private Loop loop() {
    return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
  }
}
