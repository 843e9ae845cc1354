package dev.postern.gateway.simulator;

/**
 * Something that a client asked.
 *
 * @param tag its name in this world, which stands in its bytes wherever they go
 * @param about the name that stands in its arguments: another's where it is asked again
 * @param person who asked
 * @param what the method or tool
 */
record Asked(String tag, String about, String person, String what) {}
