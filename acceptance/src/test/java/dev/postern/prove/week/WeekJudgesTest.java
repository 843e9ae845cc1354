package dev.postern.prove.week;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That what judges a week sees what is wrong. */
class WeekJudgesTest {
  private final Causes causes = new Causes();

  @Test
  void a_line_that_rises_is_seen_through_noise() {
    List<double[]> rising =
        IntStream.range(0, 100).mapToObj(n -> new double[] {n, 50 + n * 0.3 + n % 2}).toList();
    Sample.Trend trend = Sample.Trend.of(rising, each -> each[0], each -> each[1]);
    assertThat(trend.rise()).isBetween(29.0, 31.0);
    assertThat(trend.mean()).isBetween(65.0, 66.0);
  }

  @Test
  void a_leak_of_handles_is_a_finding_and_a_steady_process_is_none() {
    assertThat(findings(n -> 200 + n % 3).wrong()).isEmpty();
    assertThat(findings(n -> 200 + n).wrong())
        .anyMatch(each -> each.startsWith("file handles rose"));
  }

  @Test
  void only_the_longest_life_is_judged() {
    assertThat(findings(n -> n < 40 ? 200 + 10 * n : 200).wrong()).isEmpty();
  }

  /** A hundred samples, a second life beginning at the fortieth. */
  private static Findings findings(java.util.function.IntToDoubleFunction files) {
    List<Sample> samples =
        IntStream.range(0, 140)
            .mapToObj(n ->
                new Sample(
                    5 * n,
                    n < 40 ? 0 : 1,
                    400,
                    380,
                    40,
                    files.applyAsDouble(n),
                    20,
                    n,
                    n * 2,
                    n,
                    1,
                    n * 500))
            .toList();
    List<Sample.Inner> inner =
        DoubleStream.iterate(0, at -> at < 700, at -> at + 30)
            .mapToObj(at -> new Sample.Inner(at, at < 200 ? 0 : 1, 30, 2, 400))
            .toList();
    return new Findings(samples, inner, List.of(200.0));
  }

  @Test
  void a_failure_that_nothing_explains_has_no_cause() {
    long now = System.nanoTime();
    assertThat(causes.of(Causes.Scope.SHOP, "ana", now)).isEmpty();
    Causes.Cause away = causes.begin("away", Causes.Scope.WORKSHOP);
    assertThat(causes.of(Causes.Scope.SHOP, "ana", now)).isEmpty();
    assertThat(causes.of(Causes.Scope.WORKSHOP, "ana", now)).contains("away");
    away.over();
    assertThat(causes.of(Causes.Scope.WORKSHOP, "ana", now)).contains("away");
    long later = System.nanoTime() + 60_000_000_000L;
    assertThat(causes.of(Causes.Scope.WORKSHOP, "ana", later)).isEmpty();
  }

  @Test
  void what_concerns_one_caller_explains_nothing_of_another() {
    long now = System.nanoTime();
    Causes.Cause locked = causes.begin("locked", "ana");
    assertThat(causes.of(Causes.Scope.WORKSHOP, "ana", now)).contains("locked");
    assertThat(causes.of(Causes.Scope.WORKSHOP, "bob", now)).isEmpty();
    locked.over();
  }
}
