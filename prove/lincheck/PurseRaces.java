package dev.postern.kernel.gate;

import dev.postern.kernel.policy.Budget;
import java.util.OptionalLong;
import org.jetbrains.kotlinx.lincheck.paramgen.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/** A budget used from several lanes: nothing is taken twice, and what is spent stays spent. */
@Param(name = "lane", gen = ThreadIdGen.class)
public class PurseRaces {
  private final Purse purse =
      new Purse(
          new Budget(OptionalLong.of(3), OptionalLong.of(4), OptionalLong.empty()),
          Purse.Spent.NOTHING);
  private final int[] reserved = new int[8];

  @Operation
  public boolean take(@Param(name = "lane") int lane) {
    boolean taken = purse.take();
    reserved[lane] += taken ? 1 : 0;
    return taken;
  }

  @Operation
  public boolean giveBack(@Param(name = "lane") int lane) {
    boolean has = reserved[lane] > 0;
    if (has) {
      reserved[lane]--;
      purse.giveBack();
    }
    return has;
  }

  @Operation
  public boolean ended(@Param(name = "lane") int lane) {
    boolean has = reserved[lane] > 0;
    if (has) {
      reserved[lane]--;
      purse.ended();
    }
    return has;
  }

  @Operation
  public boolean rows() {
    return purse.take(2, 1);
  }

  @Operation
  public boolean affords() {
    return purse.affords();
  }

  @Operation
  public boolean empty() {
    return purse.empty();
  }
}
