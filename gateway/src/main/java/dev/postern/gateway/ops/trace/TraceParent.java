package dev.postern.gateway.ops.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.util.regex.Pattern;

/** {@code traceparent} (W3C Trace Context, section 3.2), both ways. */
final class TraceParent {
  private static final Pattern FORM =
      Pattern.compile("(?!ff)[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private static final int TRACE = 3;
  private static final int SPAN = 36;
  private static final int FLAGS = 53;

  private TraceParent() {}

  /** Where a span goes on from; the root of a new trace where the text has another form. */
  static Context read(String text) {
    if (!FORM.matcher(text).matches()) {
      return Context.root();
    }
    SpanContext parent =
        SpanContext.createFromRemoteParent(
            text.substring(TRACE, SPAN - 1),
            text.substring(SPAN, FLAGS - 1),
            TraceFlags.fromHex(text, FLAGS),
            TraceState.getDefault());
    return parent.isValid() ? Context.root().with(Span.wrap(parent)) : Context.root();
  }

  /** What the next in line is told. */
  static String of(SpanContext span) {
    return "00-" + span.getTraceId() + "-" + span.getSpanId() + "-" + span.getTraceFlags().asHex();
  }
}
