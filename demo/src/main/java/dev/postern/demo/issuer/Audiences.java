package dev.postern.demo.issuer;

import java.util.List;

/**
 * The resources that tokens can be asked for (RFC 8707).
 *
 * @param known all of them, the one for requests that name none first
 */
record Audiences(List<String> known) {
  Audiences {
    known = List.copyOf(known);
    if (known.isEmpty()) {
      throw new IllegalArgumentException("an issuer gives tokens for something");
    }
  }

  /**
   * The audience of a token.
   *
   * @param resource what the client named; the empty string for nothing
   */
  String chosen(String resource) throws Refusal {
    if (resource.isEmpty()) {
      return known.getFirst();
    }
    if (!known.contains(resource)) {
      throw new Refusal("invalid_target", "no tokens are given for " + resource);
    }
    return resource;
  }
}
