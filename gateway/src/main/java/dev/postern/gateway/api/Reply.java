package dev.postern.gateway.api;

/**
 * What a route answers.
 *
 * @param status what became of it; 422 for a configuration that was not taken
 * @param body what becomes the JSON body: records, maps, lists, texts and numbers
 */
public record Reply(int status, Object body) implements Response {
  /** Done, and here is what there is to say. */
  static Reply ok(Object body) {
    return new Reply(200, body);
  }
}
