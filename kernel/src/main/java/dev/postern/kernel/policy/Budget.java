package dev.postern.kernel.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a grant may be used for in all, each at least 1 where there is a bound.
 *
 * @param operations how many operations that read or change anything
 * @param rows how many rows may be shown
 * @param bytes how many bytes of replies may be shown
 */
public record Budget(OptionalLong operations, OptionalLong rows, OptionalLong bytes) {
  /** No bound but time. */
  public static final Budget NONE =
      new Budget(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

  public Budget {
    for (OptionalLong bound : List.of(operations, rows, bytes)) {
      if (bound.isPresent() && bound.getAsLong() < 1) {
        throw new IllegalArgumentException("a budget is at least 1");
      }
    }
  }

  /** Whether it bounds anything. */
  public boolean bounds() {
    return operations.isPresent() || rows.isPresent() || bytes.isPresent();
  }

  /** In words: {@code 10 operations and 500 rows}; empty where nothing is bounded. */
  public String told() {
    List<String> parts = new ArrayList<>();
    operations.ifPresent(count -> parts.add(count + (count == 1 ? " operation" : " operations")));
    rows.ifPresent(count -> parts.add(count + (count == 1 ? " row" : " rows")));
    bytes.ifPresent(count -> parts.add(count + (count == 1 ? " byte" : " bytes")));
    return String.join(" and ", parts);
  }
}
