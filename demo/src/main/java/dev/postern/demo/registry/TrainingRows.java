package dev.postern.demo.registry;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * What {@code read_training_data} answers: rows about people.
 *
 * @param model the model that was trained on them
 * @param total how many rows there are altogether
 */
record TrainingRows(
    @JsonProperty("model") String model,
    @JsonProperty("rows") List<Row> rows,
    @JsonProperty("total") int total) {

  /** One customer. */
  record Row(
      @JsonProperty("customer_id") int customerId,
      @JsonProperty("name") String name,
      @JsonProperty("email") String email,
      @JsonProperty("phone") String phone,
      @JsonProperty("ssn") String ssn,
      @JsonProperty("tenure_months") int tenureMonths,
      @JsonProperty("plan") String plan,
      @JsonProperty("churned") boolean churned) {}
}
