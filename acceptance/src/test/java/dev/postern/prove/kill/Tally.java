package dev.postern.prove.kill;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What all lives found, and how it is told. */
final class Tally {
  private static final int SHOWN = 40;

  private final PrintStream out;
  private final Map<Moment, Integer> killed = new EnumMap<>(Moment.class);
  private final Map<Levels, Integer> levels = new EnumMap<>(Levels.class);
  private final Spread recovery = new Spread();
  private final List<String> wrong = new ArrayList<>();
  private long kills;
  private long answered;
  private long doubted;
  private long open;
  private long unknown;
  private long late;

  Tally(PrintStream out) {
    this.out = out;
  }

  void killed(Moment moment) {
    killed.merge(moment, 1, Integer::sum);
    kills++;
  }

  /** So many operations were open at a kill. */
  void open(long operations) {
    open += operations;
  }

  void recovered(long nanos) {
    recovery.add(nanos);
  }

  void contradiction(String what) {
    wrong.add(what);
    out.println("CONTRADICTION " + what);
  }

  void judged(Life.Plan plan, Judgement judgement) {
    levels.merge(plan.levels(), plan.kills(), Integer::sum);
    answered += judgement.answered();
    doubted += judgement.doubted();
    unknown += judgement.recovered();
    late += judgement.late();
    judgement.wrong().stream()
        .limit(SHOWN)
        .forEach(each -> contradiction(plan.name() + ": " + each));
    out.println(
        plan.name()
            + ": "
            + plan.levels()
            + ", kills "
            + plan.kills()
            + ", answered "
            + judgement.answered()
            + ", in doubt "
            + judgement.doubted()
            + ", closed as unknown "
            + judgement.recovered()
            + "; starts after kills so far: "
            + recovery.told()
            + "; contradictions so far "
            + wrong.size());
  }

  /** Tells all; whether nothing contradicts. */
  boolean told() {
    out.println("killed at " + killed + "; by levels " + levels);
    out.println("from its start to its first answer after a kill: " + recovery.told());
    out.println(
        "operations answered "
            + answered
            + ", sent and not answered "
            + doubted
            + ", open at the kills "
            + open
            + ", closed as unknown by recovery "
            + unknown
            + ", of these answered "
            + late);
    out.println("kills " + kills + ", contradictions " + wrong.size());
    return wrong.isEmpty();
  }
}
