package dev.postern.kernel.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapeTest {
  private static final Value ONE = new Value.Numeral("1");
  private static final Value TWO = new Value.Text("two");

  @Test
  void a_map_of_a_shape_is_the_map_of_its_names_and_values_in_their_order() {
    Map<String, Value> same = new LinkedHashMap<>();
    same.put("b", ONE);
    same.put("a", TWO);

    Value.MapOf made = Shape.of("b", "a").with(ONE, TWO);

    assertThat(made).isEqualTo(new Value.MapOf(same));
    assertThat(List.copyOf(made.entries().keySet())).containsExactly("b", "a");
  }

  @Test
  void what_is_handed_in_is_not_kept() {
    String[] names = {"a"};
    Value[] values = {ONE};
    Shape shape = Shape.of(names);
    Value.MapOf made = shape.with(values);
    names[0] = "z";
    values[0] = TWO;

    assertThat(made.entries()).isEqualTo(Map.of("a", ONE));
    assertThat(shape.with(TWO).entries()).isEqualTo(Map.of("a", TWO));
  }

  @Test
  void refuses_a_name_that_comes_twice_and_more_than_a_few() {
    assertThatThrownBy(() -> Shape.of("a", "a")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Shape.of("a", "b", "c", "d", "e", "f", "g", "h", "i"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refuses_values_without_a_name() {
    assertThatThrownBy(() -> Shape.of("a").with(ONE, TWO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Shape.of("a").with()).isInstanceOf(IllegalArgumentException.class);
  }
}
