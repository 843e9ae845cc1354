package dev.postern.gateway.drive;

import dev.postern.gateway.net.stream.Client;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.gate.Shown;
import java.net.InetAddress;

/** The client and the targets of a byte stream. */
final class StreamEnds implements Ends {
  private static final int CLIENT = 0;

  private final Client client;
  private final StreamLegs legs;
  private boolean answered;

  StreamEnds(Client client, StreamLegs legs) {
    this.client = client;
    this.legs = legs;
  }

  @Override
  public InetAddress source() {
    return client.peer().address().getAddress();
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
          secureClient();
        } else {
          legs.secure(secure);
        }
      }
      case Command.ProveTo prove -> legs.prove(prove);
      case Command.Renew renew -> legs.renew(renew);
      case Command.Borrow borrow -> legs.borrow(borrow);
      case Command.Finish finish -> legs.finish(finish.leg());
    }
  }

  private void secureClient() {
    client.stream()
        .secure(
            client
                .tls()
                .orElseThrow(() -> new IllegalStateException("the listener has no certificate"))
                .get());
  }

  @Override
  public void show(Shown shown) {
    client.stream().show(shown);
  }

  @Override
  public void read(int leg, boolean on) {
    if (leg == CLIENT) {
      client.stream().read(on);
    } else {
      legs.read(leg, on);
    }
  }

  @Override
  public void cut(int leg) {
    legs.cut(leg);
  }

  @Override
  public void known() {
    client.stream().known();
  }

  @Override
  public void review() {
    legs.review();
    client.stream().review();
  }

  @Override
  public void hangUp() {
    answered = true;
    client.stream().finish();
  }

  @Override
  public boolean answered() {
    return answered;
  }

  @Override
  public void crashed() {
    client.stream().reset();
  }

  @Override
  public void cutAll() {
    legs.cutAll();
  }
}
