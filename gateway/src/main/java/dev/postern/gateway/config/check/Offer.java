package dev.postern.gateway.config.check;

import dev.postern.gateway.inventory.Item;
import java.util.Optional;

/**
 * One thing found by holding what a target offers against what its file says.
 *
 * @param item what it is about; of what is not offered only kind and name are known
 * @param what what was found; texts of the target's stand in it as they came, so whoever prints it
 *     makes it legible
 * @param todo what to do about it
 * @param stanza what to add to the target's file, ready to be pasted below the key of its kind;
 *     empty where nothing is to be added
 */
public record Offer(Code code, Item item, String what, String todo, Optional<String> stanza) {
  static Offer of(Code code, Item item, String what, String todo) {
    return new Offer(code, item, what, todo, Optional.empty());
  }

  Offer with(String lines) {
    return new Offer(code, item, what, todo, Optional.of(lines));
  }
}
