package dev.postern.demo.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * One model of the registry, as {@code list_models} shows it.
 *
 * @param name its name, unique in the registry
 * @param purpose what it predicts, in a sentence
 * @param framework what it was trained with
 * @param stage where it runs: {@code production}, {@code staging} or {@code retired}
 * @param parameters how many trained parameters it has
 */
record Model(
    @JsonProperty("name") String name,
    @JsonProperty("purpose") String purpose,
    @JsonProperty("framework") String framework,
    @JsonProperty("stage") String stage,
    @JsonProperty("parameters") long parameters) {

  /** What {@code list_models} answers. */
  record Listing(@JsonProperty("models") List<Model> models) {}
}
