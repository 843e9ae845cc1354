package dev.postern.kernel.cedar;

/** What an expression is evaluated in. */
record Env(Request request, Entities entities) {}
