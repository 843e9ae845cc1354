package dev.postern.kernel.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A map that is put together a field at a time is the one that a hash map would have made. */
class FieldsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 40})
  void has_what_was_put_in_its_order(int count) {
    Fields fields = new Fields(count);
    Map<String, Value> usual = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      fields.put("name-" + i, text(i));
      usual.put("name-" + i, text(i));
    }
    same(fields.map(), usual);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 8, 9, 40})
  void has_fewer_than_were_announced(int announced) {
    Fields fields = new Fields(announced).put("b", text(1)).put("a", text(2));
    Map<String, Value> usual = new LinkedHashMap<>();
    usual.put("b", text(1));
    usual.put("a", text(2));
    same(fields.map(), usual);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 40})
  void keeps_the_last_of_one_name_in_the_place_of_the_first(int announced) {
    Fields fields = new Fields(announced).put("a", text(1)).put("b", text(2)).put("a", text(3));
    Map<String, Value> usual = new LinkedHashMap<>();
    usual.put("a", text(3));
    usual.put("b", text(2));
    same(fields.map(), usual);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8})
  void takes_no_more_than_were_announced(int announced) {
    Fields fields = new Fields(announced);
    for (int i = 0; i < announced; i++) {
      fields.put("name-" + i, text(i));
    }
    assertThatThrownBy(() -> fields.put("another", text(9)))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void same(Value.MapOf made, Map<String, Value> usual) {
    assertThat(made.entries()).containsExactlyEntriesOf(usual);
    assertThat(made).isEqualTo(new Value.MapOf(usual));
    assertThat(made.hashCode()).isEqualTo(new Value.MapOf(usual).hashCode());
  }

  private static Value text(int number) {
    return new Value.Text("value " + number);
  }
}
