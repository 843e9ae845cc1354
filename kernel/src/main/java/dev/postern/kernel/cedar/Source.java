package dev.postern.kernel.cedar;

/** A text to parse, with the name that messages call it by. */
public record Source(String file, String text) {}
