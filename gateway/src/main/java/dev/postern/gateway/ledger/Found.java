package dev.postern.gateway.ledger;

import dev.postern.gateway.ledger.story.Deed;
import java.util.List;
import java.util.Optional;

/**
 * What a search found.
 *
 * @param deeds in the order that was asked for
 * @param next where to go on; empty when nothing more is there. There may be more even where
 *     nothing was found: a look reads so much and no more
 */
public record Found(List<Deed> deeds, Optional<Search.Place> next) {
  public Found {
    deeds = List.copyOf(deeds);
  }
}
