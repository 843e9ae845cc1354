package dev.postern.gateway.drive;

import dev.postern.gateway.session.Command;
import dev.postern.kernel.gate.Shown;
import java.net.InetAddress;

/** The ends of a byte stream whose client is the gateway itself. */
final class OwnStream implements Ends {
  private static final int CLIENT = 0;

  private final OwnClient client;
  private final StreamLegs legs;
  private boolean answered;

  OwnStream(OwnClient client, StreamLegs legs) {
    this.client = client;
    this.legs = legs;
  }

  @Override
  public InetAddress source() {
    return InetAddress.getLoopbackAddress();
  }

  @Override
  public void carryOut(Command.OfHttp foreign) {
    throw new IllegalStateException("a stream is not an HTTP exchange");
  }

  @Override
  public void carryOut(Command.OfStream command) {
    switch (command) {
      case Command.Dial dial -> legs.dial(dial);
      case Command.Send send -> legs.send(send);
      case Command.Secure secure -> {
        if (secure.leg() == CLIENT) {
          throw new IllegalStateException("the gateway does not encrypt what it tells itself");
        }
        legs.secure(secure);
      }
      case Command.ProveTo prove -> legs.prove(prove);
      case Command.Renew renew -> legs.renew(renew);
      case Command.Borrow borrow -> legs.borrow(borrow);
      case Command.Finish finish -> legs.finish(finish.leg());
    }
  }

  @Override
  public void show(Shown shown) {
    client.shown(shown);
  }

  @Override
  public void read(int leg, boolean on) {
    if (leg != CLIENT) {
      legs.read(leg, on);
    }
  }

  @Override
  public void cut(int leg) {
    legs.cut(leg);
  }

  @Override
  public void known() {
    // It was known before it asked.
  }

  @Override
  public void review() {
    legs.review();
  }

  @Override
  public void hangUp() {
    answered = true;
    client.hears(new OwnClient.Heard.Whole(), true);
  }

  @Override
  public boolean answered() {
    return answered;
  }

  @Override
  public void crashed() {
    client.hears(new OwnClient.Heard.Cut("the gateway failed at this; its log says more"), true);
  }

  @Override
  public void cutAll() {
    legs.cutAll();
    client.hears(new OwnClient.Heard.Whole(), true);
  }
}
