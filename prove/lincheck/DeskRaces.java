package dev.postern.testkit;

import dev.postern.kernel.approval.BallotException;
import dev.postern.kernel.approval.Wait;
import java.io.IOException;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * The desk under Lincheck: what concurrent calls answer must be what some order of them answers.
 */
public class DeskRaces {
  private final DeskWorld world = new DeskWorld();
  private final DeskWorld.Waiting first = world.ask("drop models");

  @Operation
  public String ask() {
    DeskWorld.Waiting waiting = world.ask("drop models");
    return waiting.collected.size() + " " + waiting.over;
  }

  @Operation
  public String approve() {
    return vote("bo", true);
  }

  @Operation
  public String deny() {
    return vote("cy", false);
  }

  @Operation
  public void cancel() {
    world.desk.leave(first, new Wait.Over(Wait.Over.Kind.WITHDRAWN, "cancelled"), true);
  }

  @Operation
  public int collected() {
    synchronized (world.desk) {
      return first.collected.size();
    }
  }

  private String vote(String person, boolean approves) {
    try {
      world.vote(first.id(), person, approves);
      return "counts";
    } catch (BallotException | IOException no) {
      return String.valueOf(no.getMessage());
    }
  }
}
