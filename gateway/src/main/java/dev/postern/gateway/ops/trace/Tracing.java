package dev.postern.gateway.ops.trace;

import dev.postern.gateway.ops.Meters;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Where the spans of sessions come from. Any thread. */
public final class Tracing implements AutoCloseable {
  /** No traces are kept; what callers say of theirs goes on as it came. */
  public static final Tracing OFF = new Tracing();

  /** The library logs for itself, in another form than the gateway; what matters is told here. */
  private static final Logger ITS_OWN = Logger.getLogger("io.opentelemetry");

  private final Optional<SdkTracerProvider> provider;
  private final Optional<Tracer> tracer;
  private final Optional<SpanQueue> queue;
  private final UnaryOperator<String> label;

  private Tracing() {
    this.provider = Optional.empty();
    this.tracer = Optional.empty();
    this.queue = Optional.empty();
    this.label = UnaryOperator.identity();
  }

  private Tracing(TraceSettings settings, SpanExporter exporter, Meters meters, String version) {
    SpanQueue told =
        new SpanQueue(
            exporter,
            settings,
            new SpanQueue.Fate() {
              @Override
              public void told(int spans) {
                meters.spans("told", spans);
              }

              @Override
              public void failed(int spans) {
                meters.spans("failed", spans);
              }

              @Override
              public void dropped() {
                meters.spans("dropped", 1);
              }
            });
    Sampler ratio = Sampler.traceIdRatioBased(1.0 / settings.oneIn());
    SdkTracerProvider made =
        SdkTracerProvider.builder()
            .setSampler(settings.follow() ? Sampler.parentBased(ratio) : ratio)
            .setResource(
                Resource.create(
                    Attributes.builder()
                        .put("service.name", "postern")
                        .put("service.version", version)
                        .build()))
            .addSpanProcessor(told)
            .build();
    this.queue = Optional.of(told);
    this.label = meters::label;
    this.provider = Optional.of(made);
    this.tracer = Optional.of(made.get("dev.postern"));
  }

  /**
   * Begins to keep traces.
   *
   * @param token what the reader of spans is shown as Bearer; asked for at every telling
   * @param meters where the fate of spans is counted, and what knows the targets' names
   */
  public static Tracing start(
      TraceSettings settings, Supplier<Optional<String>> token, Meters meters, String version) {
    ITS_OWN.setLevel(Level.OFF);
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(settings.endpoint().toString())
            .setTimeout(settings.patience())
            .setConnectTimeout(settings.patience())
            .setRetryPolicy(null)
            .setHeaders(() ->
                token.get().map(word -> Map.of("authorization", "Bearer " + word)).orElse(Map.of()))
            .build();
    return new Tracing(settings, exporter, meters, version);
  }

  /** The spans of one session. */
  public Spans session() {
    return tracer.<Spans>map(kept -> new RecordedSpans(kept, label)).orElse(Spans.NONE);
  }

  /** How many spans wait to be told. */
  public int waiting() {
    return queue.map(SpanQueue::length).orElse(0);
  }

  /** Tells what waits, as far as that goes within a second, and keeps no more. */
  @Override
  public void close() {
    provider.ifPresent(kept -> kept.shutdown().join(1, TimeUnit.SECONDS));
  }
}
