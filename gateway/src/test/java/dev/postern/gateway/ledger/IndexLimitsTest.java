package dev.postern.gateway.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The index takes its share of the heap. */
class IndexLimitsTest {
  private static final long MIB = 1 << 20;

  @Test
  void a_small_heap_has_a_small_index() {
    IndexLimits small = IndexLimits.of(256 * MIB);

    assertThat(small.sessions()).isEqualTo(10_485);
    assertThat(small.mentions()).isEqualTo(262_144);
    assertThat(small.strays()).isEqualTo(41_943);
    assertThat(small.places()).isEqualTo(4 * MIB);
    assertThat(small.blocks()).isEqualTo(2 * MIB);
  }

  @Test
  void one_look_may_take_as_much_on_any_heap() {
    IndexLimits small = IndexLimits.of(256 * MIB);

    assertThat(small.deeds()).isEqualTo(IndexLimits.DEFAULT.deeds());
    assertThat(small.extents()).isEqualTo(IndexLimits.DEFAULT.extents());
    assertThat(small.recorded()).isEqualTo(IndexLimits.DEFAULT.recorded());
  }

  @Test
  void a_large_heap_has_the_whole_index_and_no_more() {
    assertThat(IndexLimits.of(Long.MAX_VALUE)).isEqualTo(IndexLimits.DEFAULT);
  }

  @Test
  void there_is_always_room_for_one_of_each() {
    assertThat(IndexLimits.of(1))
        .isEqualTo(
            new IndexLimits(
                1,
                1,
                1,
                IndexLimits.DEFAULT.deeds(),
                IndexLimits.DEFAULT.extents(),
                IndexLimits.DEFAULT.recorded(),
                1,
                1));
  }
}
