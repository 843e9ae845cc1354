package dev.postern.testkit;

import java.util.List;

/** A protocol in which a target lists its parts, as {@link ListingContract} plays it. */
public interface ListingStage extends ProtocolStage {
  /** The client's bytes that ask for the list of parts. */
  byte[] list();

  /** The target's bytes that list these parts. */
  byte[] listing(List<String> parts);
}
