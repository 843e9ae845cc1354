package dev.postern.gateway.ops;

import dev.postern.kernel.gate.Load;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What one event loop tells of itself. Told on the loop's thread; read by any. */
public final class LoopMeter {
  private final String name;
  private final DistributionDataPoint turn;
  private final DistributionDataPoint lag;
  private final Families families;
  private final Map<String, CounterDataPoint> signIns = new ConcurrentHashMap<>();
  private volatile int sessions;
  private volatile Load load = new Load(0, 0, 0, 0);

  LoopMeter(Families families, String name) {
    this.families = families;
    this.name = name;
    this.turn = families.histogram(Metric.LOOP_TURN).labelValues(name);
    this.lag = families.histogram(Metric.LOOP_LAG).labelValues(name);
  }

  /** A turn has ended. */
  public void turned(long nanos) {
    turn.observe(nanos / 1e9);
  }

  /** A task of the clock ran so much later than it was to; negative counts as in time. */
  public void late(long nanos) {
    lag.observe(Math.max(0, nanos) / 1e9);
  }

  /** What the loop carries now. */
  public void carries(int running, Load lane) {
    sessions = running;
    load = lane;
  }

  /**
   * A proof of identity was looked at.
   *
   * @param result one of few words of the program
   */
  public void signIn(String result) {
    CounterDataPoint point = signIns.get(result);
    if (point == null) {
      point = families.counter(Metric.SIGN_INS).labelValues(result);
      signIns.put(result, point);
    }
    point.inc();
  }

  String name() {
    return name;
  }

  int sessions() {
    return sessions;
  }

  Load load() {
    return load;
  }
}
