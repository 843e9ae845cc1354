package dev.postern.gateway.drive;

import dev.postern.gateway.http.Answer;
import dev.postern.gateway.http.ConnectionFacts;
import dev.postern.gateway.session.Command;
import dev.postern.kernel.gate.Shown;
import java.net.InetAddress;

/** The client and the targets of an HTTP exchange. */
final class HttpEnds implements Ends {
  private static final int CLIENT = 0;

  private final ConnectionFacts facts;
  private final Answer answer;
  private final Legs legs;
  private boolean answered;

  HttpEnds(ConnectionFacts facts, Answer answer, Legs legs) {
    this.facts = facts;
    this.answer = answer;
    this.legs = legs;
  }

  @Override
  public InetAddress source() {
    return facts.peer().getAddress();
  }

  @Override
  public void carryOut(Command.OfHttp command) {
    switch (command) {
      case Command.Ask ask -> legs.ask(ask);
      case Command.Reply reply -> answer.head(reply.head());
      case Command.ShowEnd end -> {
        answer.end();
        answered = true;
      }
    }
  }

  @Override
  public void carryOut(Command.OfStream foreign) {
    throw new IllegalStateException("an HTTP exchange is not a stream");
  }

  @Override
  public void show(Shown shown) {
    answer.show(shown);
  }

  @Override
  public void read(int leg, boolean on) {
    if (leg == CLIENT) {
      answer.read(on);
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
    // The bounds of a request are the same whoever sends it.
  }

  @Override
  public void review() {
    legs.review();
    answer.review();
  }

  @Override
  public void hangUp() {
    answer.hangUp();
    answered = true;
  }

  @Override
  public boolean answered() {
    return answered;
  }

  @Override
  public void crashed() {
    answer.crashed();
  }

  @Override
  public void cutAll() {
    legs.cutAll();
  }
}
