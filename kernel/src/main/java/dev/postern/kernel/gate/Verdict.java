package dev.postern.kernel.gate;

/** The one answer to an admission. */
public sealed interface Verdict permits Passage, Refusal {}
