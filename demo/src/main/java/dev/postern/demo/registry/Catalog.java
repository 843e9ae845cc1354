package dev.postern.demo.registry;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What the registry holds: always the same models, rows and weights, so that scenes can compare.
 */
final class Catalog {
  /** The length of every model's weights, in bytes. */
  static final int WEIGHT_BYTES = 48 * 1024;

  /** How many rows each model was trained on. */
  static final int ROWS = 40;

  private static final List<Model> MODELS =
      List.of(
          new Model(
              "churn-v3", "who will leave within 90 days", "xgboost 2.1", "production", 48_211),
          new Model(
              "fraud-v7",
              "which payment is not the customer's",
              "pytorch 2.8",
              "production",
              7_340_032),
          new Model("credit-v2", "how likely a loan is repaid", "sklearn 1.7", "staging", 9_118),
          new Model("churn-v2", "who will leave within 30 days", "xgboost 1.7", "retired", 31_007));

  private static final List<String> FIRST_NAMES =
      List.of("Maria", "Jonas", "Aisha", "Wei", "Tomas", "Ingrid", "Kofi", "Elena", "Ravi", "Noor");
  private static final List<String> LAST_NAMES =
      List.of("Lindqvist", "Okafor", "Tanaka", "Moreau", "Novak", "Haddad", "Silva", "Berg");
  private static final List<String> PLANS = List.of("basic", "plus", "premium");

  List<Model> models() {
    return MODELS;
  }

  Optional<Model> model(String name) {
    return MODELS.stream().filter(model -> model.name().equals(name)).findFirst();
  }

  Metadata metadata(Model model) {
    Random random = seeded(model, "metadata");
    Map<String, Double> metrics = new TreeMap<>();
    metrics.put("auc", rounded(0.80 + random.nextDouble() * 0.18));
    metrics.put("recall", rounded(0.60 + random.nextDouble() * 0.30));
    String key = "sk-live-" + model.name() + "-" + Long.toHexString(random.nextLong());
    return new Metadata(
        model.name(),
        "2026.11." + (1 + random.nextInt(20)),
        "2026-10-0" + (1 + random.nextInt(9)),
        metrics,
        new Metadata.Endpoint("https://models.example.com/" + model.name(), key),
        "ana.duarte@example.com");
  }

  TrainingRows rows(Model model, int from, int limit) {
    List<TrainingRows.Row> rows =
        IntStream.range(Math.min(from, ROWS), Math.min(from + limit, ROWS))
            .mapToObj(index -> row(model, index))
            .toList();
    return new TrainingRows(model.name(), rows, ROWS);
  }

  byte[] weights(Model model) {
    byte[] bytes = new byte[WEIGHT_BYTES];
    seeded(model, "weights").nextBytes(bytes);
    byte[] head = "{\"format\":\"safetensors\"}".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, bytes, 0, head.length);
    return bytes;
  }

  String card(Model model) {
    Metadata metadata = metadata(model);
    return "# %s%n%nPredicts %s. Trained with %s on %s; AUC %s.%n"
        .formatted(
            model.name(),
            model.purpose(),
            model.framework(),
            metadata.trainedOn(),
            metadata.metrics().get("auc"));
  }

  private static TrainingRows.Row row(Model model, int index) {
    Random random = seeded(model, "row" + index);
    String first = FIRST_NAMES.get(random.nextInt(FIRST_NAMES.size()));
    String last = LAST_NAMES.get(random.nextInt(LAST_NAMES.size()));
    return new TrainingRows.Row(
        10_000 + index,
        first + " " + last,
        (first + "." + last + index).toLowerCase(java.util.Locale.ROOT) + "@customers.example",
        "+1-555-01%02d".formatted(random.nextInt(100)),
        "9%02d-%02d-%04d"
            .formatted(random.nextInt(100), 1 + random.nextInt(98), random.nextInt(10_000)),
        1 + random.nextInt(72),
        PLANS.get(random.nextInt(PLANS.size())),
        random.nextInt(4) == 0);
  }

  private static Random seeded(Model model, String what) {
    return new Random((model.name() + "/" + what).hashCode());
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
