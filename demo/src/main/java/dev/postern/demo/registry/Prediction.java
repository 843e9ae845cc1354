package dev.postern.demo.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What {@code run_model} answers.
 *
 * @param score between 0 and 1
 * @param label the score in a word
 * @param factors what weighed most, heaviest first
 */
record Prediction(
    @JsonProperty("model") String model,
    @JsonProperty("score") double score,
    @JsonProperty("label") String label,
    @JsonProperty("factors") List<Factor> factors) {

  /** How much one input moved the score. */
  record Factor(@JsonProperty("feature") String feature, @JsonProperty("weight") double weight) {}
}
