package dev.postern.gateway.session;

import java.util.List;
import java.util.Optional;

/**
 * The head of an HTTP response, its framing already checked and removed.
 *
 * @param status 200 to 599
 * @param fields in order, names lower-case; hop-by-hop and framing fields left out
 */
public record ResponseHead(int status, List<Field> fields) {
  public ResponseHead {
    fields = List.copyOf(fields);
  }

  /** The value of the only field of that name; empty where there is none or more than one. */
  public Optional<String> only(String name) {
    return Heads.only(fields, name);
  }

  /** How many fields of that name there are. */
  public int count(String name) {
    return Heads.count(fields, name);
  }
}
