package dev.postern.gateway.config.check;

import dev.postern.kernel.cedar.Expr;

/** An expression without and, or, not, that must be true, or must be false. */
record Literal(Expr expr, boolean wanted) {
  /** As a reader would write it. */
  String told() {
    String text = expr.text();
    String bare =
        text.startsWith("(") && text.endsWith(")") ? text.substring(1, text.length() - 1) : text;
    return wanted ? bare : "!(" + bare + ")";
  }
}
