package dev.postern.gateway.drive;

import dev.postern.gateway.http.Exchange;
import dev.postern.gateway.session.Event;
import java.nio.ByteBuffer;

/** What the client's connection tells of an exchange, as events of its session. */
record HeardExchange(Driver driver) implements Exchange {
  @Override
  public void bytes(ByteBuffer bytes) {
    driver.offer(new Event.Received(bytes));
  }

  @Override
  public void all() {
    driver.offer(new Event.ReceivedAll());
  }

  @Override
  public void gone(String why) {
    driver.clientGone(why);
  }

  @Override
  public void writable(boolean now) {
    driver.offer(new Event.ClientWritable(now));
  }
}
