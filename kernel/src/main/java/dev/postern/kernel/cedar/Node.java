package dev.postern.kernel.cedar;

/** A compiled expression. */
@FunctionalInterface
interface Node {
  /** Its value; throws {@link EvaluationException}. */
  CedarValue value(Env env);
}
