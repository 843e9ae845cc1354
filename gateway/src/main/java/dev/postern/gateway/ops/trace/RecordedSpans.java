package dev.postern.gateway.ops.trace;

import dev.postern.kernel.audit.Leaf;
import dev.postern.kernel.gate.Description;
import dev.postern.kernel.gate.Ending;
import dev.postern.kernel.gate.Passage;
import dev.postern.kernel.gate.Refusal;
import dev.postern.kernel.gate.Verdict;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The spans of one session: an operation, and below it {@code admission}, {@code hold} or {@code
 * ledger}, and {@code target}.
 */
final class RecordedSpans implements Spans {
  private final Tracer tracer;
  private final UnaryOperator<String> label;
  private final Map<Long, Asked> asked = new HashMap<>(4);
  private final Map<Passage, Running> running = new IdentityHashMap<>(4);
  private final Map<Description, Span> described = new IdentityHashMap<>(4);
  private Context parent = Context.root();
  private Context last = Context.root();

  /**
   * The spans of a session.
   *
   * @param label what a target is told as: a caller may have named it
   */
  RecordedSpans(Tracer tracer, UnaryOperator<String> label) {
    this.tracer = tracer;
    this.label = label;
  }

  /** An operation without a verdict, and the step that it is at. */
  private static final class Asked {
    private final Span operation;
    private Span step;

    private Asked(Span operation, Span step) {
      this.operation = operation;
      this.step = step;
    }
  }

  /** An operation that was let through. */
  private static final class Running {
    private final Span operation;
    private @Nullable Span target;

    private Running(Span operation) {
      this.operation = operation;
    }
  }

  @Override
  public boolean continues(String traceparent) {
    parent = TraceParent.read(traceparent);
    return Span.fromContext(parent).getSpanContext().isValid();
  }

  @Override
  public void goesOn() {
    parent = last;
  }

  @Override
  public Optional<String> described(Description description) {
    Span operation =
        tracer
            .spanBuilder("operation")
            .setParent(parent)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("postern.target", label.apply(description.operation().target()))
            .setAttribute("postern.effect", word(description.operation().effect()))
            .startSpan();
    last = Context.root().with(operation);
    if (!operation.isRecording()) {
      return Optional.empty();
    }
    described.put(description, operation);
    return Optional.of(TraceParent.of(operation.getSpanContext()));
  }

  @Override
  public void asked(long ticket, Description description) {
    Span operation = described.remove(description);
    if (operation != null) {
      end(asked.put(ticket, new Asked(operation, step(operation, "admission"))));
    }
  }

  @Override
  public void looked(long ticket) {
    goesOn(ticket, "ledger");
  }

  @Override
  public void needsPeople(long ticket) {
    goesOn(ticket, "hold");
  }

  private void goesOn(long ticket, String to) {
    Asked at = asked.get(ticket);
    if (at != null) {
      at.step.end();
      at.step = step(at.operation, to);
    }
  }

  @Override
  public void decided(long ticket, Verdict verdict) {
    Asked at = asked.remove(ticket);
    if (at == null) {
      return;
    }
    at.step.end();
    switch (verdict) {
      case Passage passage -> {
        at.operation.setAttribute("postern.result", "allowed");
        at.operation.setAttribute("postern.request_id", passage.id().toString());
        running.put(passage, new Running(at.operation));
      }
      case Refusal refusal -> {
        at.operation.setAttribute("postern.result", refusal.code().word());
        at.operation.setAttribute("postern.request_id", refusal.id().toString());
        at.operation.end();
      }
    }
  }

  @Override
  public Optional<String> sends(Passage passage) {
    Running open = running.get(passage);
    if (open == null) {
      return Optional.empty();
    }
    if (open.target == null) {
      open.target =
          tracer
              .spanBuilder("target")
              .setParent(Context.root().with(open.operation))
              .setSpanKind(SpanKind.CLIENT)
              .startSpan();
    }
    return Optional.of(TraceParent.of(open.target.getSpanContext()));
  }

  @Override
  public void closed(Passage passage, Ending ending) {
    Running open = running.remove(passage);
    if (open == null) {
      return;
    }
    Leaf.Counts counts = ending.counts();
    open.operation.setAttribute("postern.end", word(ending.end()));
    open.operation.setAttribute("postern.sent_bytes", counts.sent());
    open.operation.setAttribute("postern.shown_bytes", counts.shown());
    open.operation.setAttribute("postern.masked", counts.masked());
    open.operation.setAttribute("postern.withheld", counts.withheld());
    if (ending.end() != Leaf.End.ANSWERED || ending.failed()) {
      open.operation.setStatus(StatusCode.ERROR);
    }
    end(open);
  }

  @Override
  public void over() {
    described.values().forEach(Span::end);
    described.clear();
    asked.values().forEach(RecordedSpans::end);
    asked.clear();
    running.values().forEach(RecordedSpans::end);
    running.clear();
  }

  private Span step(Span operation, String name) {
    return tracer.spanBuilder(name).setParent(Context.root().with(operation)).startSpan();
  }

  private static void end(@Nullable Asked at) {
    if (at != null) {
      at.step.end();
      at.operation.end();
    }
  }

  private static void end(Running open) {
    if (open.target != null) {
      open.target.end();
    }
    open.operation.end();
  }

  private static String word(Enum<?> of) {
    return of.name().toLowerCase(Locale.ROOT);
  }
}
