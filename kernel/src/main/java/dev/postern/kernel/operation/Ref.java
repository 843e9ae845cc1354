package dev.postern.kernel.operation;

/**
 * The name of something that policy can speak of.
 *
 * @param type its Cedar entity type, for example {@code Tool} or {@code Class}
 * @param name its name within the type, for example {@code registry/deploy_model}
 */
public record Ref(String type, String name) {
  @Override
  public String toString() {
    return type + "::\"" + name + "\"";
  }
}
