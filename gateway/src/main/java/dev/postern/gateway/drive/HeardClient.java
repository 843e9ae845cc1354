package dev.postern.gateway.drive;

import dev.postern.gateway.net.stream.StreamHearer;
import dev.postern.gateway.session.Event;
import dev.postern.gateway.session.Secured;
import java.nio.ByteBuffer;

/** What the client's stream tells, as events of its session. */
record HeardClient(Driver driver) implements StreamHearer {
  @Override
  public void bytes(ByteBuffer bytes) {
    driver.offer(new Event.Received(bytes));
  }

  @Override
  public void secured(Secured tls) {
    driver.offer(new Event.ClientSecured(tls));
  }

  @Override
  public void writable(boolean now) {
    driver.offer(new Event.ClientWritable(now));
  }

  @Override
  public void over(End end, String why) {
    driver.clientGone(why);
  }
}
