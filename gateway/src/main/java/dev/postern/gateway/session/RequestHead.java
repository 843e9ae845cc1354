package dev.postern.gateway.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The head of an HTTP request, its framing already checked and removed.
 *
 * @param method for example {@code POST}
 * @param path the path as sent, without the query
 * @param query the query as sent, without the question mark; empty where there is none
 * @param fields in order, names lower-case; hop-by-hop and framing fields left out
 */
public record RequestHead(String method, String path, String query, List<Field> fields) {
  public RequestHead {
    fields = List.copyOf(fields);
  }

  /** Says what is asked, without what may be content or a secret: query and values. */
  @Override
  public String toString() {
    return "RequestHead[" + method + " " + path + ", " + fields + "]";
  }

  /** The value of the only field of that name; empty where there is none or more than one. */
  public Optional<String> only(String name) {
    return Heads.only(fields, name);
  }

  /** The same with this field instead of all others of its name. */
  public RequestHead with(Field field) {
    List<Field> others = others(field.name());
    others.add(field);
    return new RequestHead(method, path, query, others);
  }

  /** The same without the fields of that name. */
  public RequestHead without(String name) {
    return new RequestHead(method, path, query, others(name));
  }

  private List<Field> others(String name) {
    List<Field> others = new ArrayList<>(fields.size() + 1);
    for (Field each : fields) {
      if (!each.name().equals(name)) {
        others.add(each);
      }
    }
    return others;
  }

  /** How many fields of that name there are. */
  public int count(String name) {
    return Heads.count(fields, name);
  }
}
