package dev.postern.prove.kill;

import dev.postern.prove.GatewayProcess;
import dev.postern.prove.Served;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The life of one house: so many kills, and at its end the judgement. */
final class Life {
  private final House house;
  private final Grounds grounds;
  private final Tally tally;
  private final Random random;
  private final Book book = new Book();
  private final Doorbell bell = new Doorbell();
  private final List<String> wrong = new ArrayList<>();
  private boolean fresh = true;

  /**
   * How a life is begun.
   *
   * @param name begins the names of its operations; lower case letters and digits
   */
  record Plan(String name, Levels levels, int kills) {}

  private Life(House house, Grounds grounds, Tally tally, Random random) {
    this.house = house;
    this.grounds = grounds;
    this.tally = tally;
    this.random = random;
  }

  /** Lives one; what it finds goes into the tally. */
  static void live(
      Path folder,
      Grounds grounds,
      Plan plan,
      GatewayProcess.Launch launch,
      Tally tally,
      Random random)
      throws IOException, SQLException, InterruptedException {
    grounds.forget();
    try (HttpClient client = HttpClient.newHttpClient();
        House house = new House(folder, grounds, client, plan.levels(), launch)) {
      Life life = new Life(house, grounds, tally, random);
      life.run(plan);
      client.shutdownNow();
      life.wrong.forEach(each -> tally.contradiction(plan.name() + ": " + each));
    }
  }

  private void run(Plan plan) throws IOException, SQLException, InterruptedException {
    long began = System.nanoTime();
    house.gateway().awaitServing(Served.LONGEST_START);
    try (Crowd crowd = Crowd.gather(house, book, bell, plan.name());
        Clerk clerk = Clerk.begin(house, bell, plan.name());
        Petition petition = Petition.begin(house, bell, plan.name())) {
      for (int kill = 0; kill < plan.kills(); kill++) {
        Moment moment = fresh ? Moment.LOAD : Moment.next(random);
        round(moment, List.of(clerk::remembered, petition::remembered), began);
        began = System.nanoTime();
        house.gateway().startAgain();
        fresh = false;
      }
      serve(List.of(clerk::remembered, petition::remembered), began);
      bell.up();
      petition.finish();
      wrong.addAll(petition.unanswered());
    }
    judge(plan);
  }

  private void round(Moment moment, List<Memory> memories, long began)
      throws IOException, InterruptedException {
    if (moment != Moment.START) {
      serve(memories, began);
      bell.up();
    }
    try {
      moment.await(house, book, random);
    } catch (IllegalStateException stuck) {
      wrong.add(moment + ": " + stuck.getMessage());
    }
    house.gateway().kill();
    bell.down();
    tally.killed(moment);
    Auditor.Said said = Auditor.verify(house.data());
    if (!said.intact()) {
      wrong.add("after a kill at " + moment + " the verifier says " + said.findings());
    }
    if (moment != Moment.START) {
      tally.open(said.open());
    }
  }

  /** Tells what the gateway does not remember rightly. */
  private interface Memory {
    List<String> wrong() throws IOException, InterruptedException;
  }

  private void serve(List<Memory> memories, long began) throws IOException, InterruptedException {
    house.gateway().awaitServing(Served.LONGEST_START);
    if (!fresh) {
      tally.recovered(System.nanoTime() - began);
      for (Memory memory : memories) {
        wrong.addAll(memory.wrong());
      }
    }
  }

  private void judge(Plan plan) throws IOException, SQLException, InterruptedException {
    house.gateway().stop();
    grounds.settle();
    Auditor.Said said = Auditor.verify(house.data());
    wrong.addAll(said.findings());
    if (!said.intact() || said.open() > 0) {
      wrong.add("at the end the verifier says " + said.lines());
    }
    tally.judged(plan, Judgement.of(Trail.of(house.ledger()), book, grounds.executed(), false));
  }
}
