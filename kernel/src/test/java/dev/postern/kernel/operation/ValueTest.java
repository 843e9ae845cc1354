package dev.postern.kernel.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 40})
  void a_map_of_any_size_is_as_it_was_put_and_stays_so(int size) {
    Map<String, Value> put = new LinkedHashMap<>();
    for (int i = size; i > 0; i--) {
      put.put("name" + i, new Value.Numeral(Integer.toString(i)));
    }
    Map<String, Value> expected = new LinkedHashMap<>(put);
    Value.MapOf map = new Value.MapOf(put);
    put.put("later", new Value.Null());

    Map<String, Value> walked = new LinkedHashMap<>();
    map.entries().forEach(walked::put);
    assertThat(walked).containsExactlyEntriesOf(expected);
    assertThat(map.entries()).containsExactlyEntriesOf(expected);
    assertThat(map.entries().keySet()).containsExactlyElementsOf(expected.keySet());
    assertThat(map.entries().values()).containsExactlyElementsOf(expected.values());
    assertThat(map.entries()).isEqualTo(expected).hasSameHashCodeAs(expected).hasSize(size);
    assertThat(expected).isEqualTo(map.entries());
    expected.forEach((name, value) -> assertThat(map.entries().get(name)).isEqualTo(value));
    assertThat(map.entries().get("later")).isNull();
    assertThat(map.entries().containsKey("later")).isFalse();
    assertThat(new Value.MapOf(map.entries())).isEqualTo(map);
    assertThatThrownBy(() -> map.entries().put("more", new Value.Null()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> map.entries().keySet().add("more"))
        .isInstanceOf(UnsupportedOperationException.class);
  }
}
