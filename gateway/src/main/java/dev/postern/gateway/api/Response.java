package dev.postern.gateway.api;

/** What became of an admitted request. */
public sealed interface Response permits Reply, Document, Response.NotYet {
  /**
   * There is nothing to answer yet: the route is asked again in a while. Only to a call that {@link
   * Call#mayWait may wait}.
   */
  record NotYet() implements Response {}
}
