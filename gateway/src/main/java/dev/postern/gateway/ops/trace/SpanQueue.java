package dev.postern.gateway.ops.trace;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ended spans on their way out: event loops leave them here and never wait, one thread tells them.
 * What finds no room is dropped and counted.
 */
final class SpanQueue implements SpanProcessor {
  private static final Logger LOG = LoggerFactory.getLogger(SpanQueue.class);

  /** How long a stop waits for the last telling. */
  private static final Duration LAST = Duration.ofSeconds(1);

  private final BlockingQueue<SpanData> waiting;
  private final SpanExporter exporter;
  private final TraceSettings settings;
  private final Fate fate;
  private final Thread teller;
  private boolean failing;
  private volatile boolean stopping;

  /** What becomes of spans. */
  interface Fate {
    /** So many were told. */
    void told(int spans);

    /** So many could not be told. */
    void failed(int spans);

    /** One found no room. */
    void dropped();
  }

  SpanQueue(SpanExporter exporter, TraceSettings settings, Fate fate) {
    this.waiting = new ArrayBlockingQueue<>(settings.waiting());
    this.exporter = exporter;
    this.settings = settings;
    this.fate = fate;
    this.teller = Thread.ofPlatform().name("traces").daemon().start(this::tell);
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {}

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (span.getSpanContext().isSampled() && (stopping || !waiting.offer(span.toSpanData()))) {
      fate.dropped();
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  /** How many wait. */
  int length() {
    return waiting.size();
  }

  private void tell() {
    List<SpanData> batch = new ArrayList<>(settings.batch());
    while (!stopping || !waiting.isEmpty()) {
      try {
        SpanData first = waiting.poll(1, TimeUnit.SECONDS);
        if (first != null) {
          batch.add(first);
          waiting.drainTo(batch, settings.batch() - 1);
          told(batch);
          batch.clear();
        }
      } catch (InterruptedException end) {
        return;
      }
    }
  }

  private void told(List<SpanData> batch) {
    boolean success;
    try {
      CompletableResultCode result = exporter.export(List.copyOf(batch));
      success = result.join(settings.patience().toMillis(), TimeUnit.MILLISECONDS).isSuccess();
    } catch (RuntimeException defect) {
      success = false;
    }
    if (success) {
      fate.told(batch.size());
    } else {
      fate.failed(batch.size());
    }
    if (failing == success) {
      failing = !success;
      LOG.warn(
          failing ? "spans cannot be told to {}" : "spans are told to {} again",
          settings.endpoint());
    }
  }

  /** Tells what waits, as far as that goes within {@link #LAST}; the ledger is closed after it. */
  @Override
  public CompletableResultCode shutdown() {
    stopping = true;
    // On a thread of its own, since it waits for whatever is still asked of a collector that hangs.
    Thread ender =
        Thread.ofPlatform().name("traces-end").daemon().unstarted(() -> exporter.shutdown());
    try {
      if (teller.join(LAST)) {
        ender.start();
      } else {
        teller.interrupt();
        ender.start();
        ender.interrupt();
      }
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    return CompletableResultCode.ofSuccess();
  }
}
