package dev.postern.gateway.json;

/** The outcome of reading a path's text: a path, or where and why it is none. */
public sealed interface JsonPathReading permits JsonPath, JsonPathFault {}
