package dev.postern.demo.registry;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What {@code fetch_weights} says of the binary that it embeds.
 *
 * @param uri the resource that is embedded
 * @param bytes its length
 * @param sha256 its digest in lower-case hex
 */
record Weights(
    @JsonProperty("model") String model,
    @JsonProperty("uri") String uri,
    @JsonProperty("bytes") int bytes,
    @JsonProperty("sha256") String sha256) {}
