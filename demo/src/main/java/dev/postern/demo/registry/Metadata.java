package dev.postern.demo.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What {@code read_metadata} answers. Two of its members are not for everybody: the key with which
 * the model is called, and the address of the person who answers for it.
 *
 * @param metrics how well the model did on held-out rows, each between 0 and 1
 */
record Metadata(
    @JsonProperty("name") String name,
    @JsonProperty("version") String version,
    @JsonProperty("trained_on") String trainedOn,
    @JsonProperty("metrics") Map<String, Double> metrics,
    @JsonProperty("endpoint") Endpoint endpoint,
    @JsonProperty("owner_email") String ownerEmail) {

  /** Where the model is served and with what key. */
  record Endpoint(@JsonProperty("url") String url, @JsonProperty("api_key") String apiKey) {}
}
