package dev.postern.kernel.cedar;

import static dev.postern.kernel.cedar.Cases.ALICE;
import static dev.postern.kernel.cedar.Cases.ALL;
import static dev.postern.kernel.cedar.Cases.ENTITIES;
import static dev.postern.kernel.cedar.Cases.STAFF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EntitiesTest {
  private static final EntityUid AGENT = new EntityUid("Agent", "a1");
  private static final EntityUid WORLD = new EntityUid("Group", "world");

  @Test
  void ancestors_are_transitive_and_name_parents_that_are_unknown() {
    assertThat(ENTITIES.ancestors(ALICE)).containsExactlyInAnyOrder(STAFF, ALL);
    assertThat(ENTITIES.ancestors(ALL)).isEmpty();
  }

  @Test
  void a_layer_sees_what_is_below_and_leaves_it_as_it_was() {
    Entities layered = ENTITIES.with(List.of(new Entity(AGENT, Set.of(ALICE))));
    assertThat(layered.ancestors(AGENT)).containsExactlyInAnyOrder(ALICE, STAFF, ALL);
    assertThat(layered.find(ALICE)).isPresent();
    assertThat(ENTITIES.find(AGENT)).isEmpty();
  }

  @Test
  void a_layer_that_makes_a_named_parent_known_extends_the_ancestors_below() {
    Entities layered = ENTITIES.with(List.of(new Entity(ALL, Set.of(WORLD))));
    assertThat(layered.isIn(ALICE, WORLD)).isTrue();
    assertThat(layered.with(List.of(new Entity(AGENT, Set.of(STAFF)))).isIn(AGENT, WORLD)).isTrue();
  }

  @Test
  void refuses_two_different_entities_with_one_name_in_one_layer_or_two() {
    Entity other = new Entity(ALICE, Set.of());
    assertThatThrownBy(() -> ENTITIES.with(List.of(other))).hasMessageContaining("User::\"alice\"");
    assertThatThrownBy(() -> Entities.of(List.of(other, new Entity(ALICE, Set.of(ALL)))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(ENTITIES.with(List.of(new Entity(STAFF, Set.of(ALL)))).isIn(ALICE, ALL)).isTrue();
  }

  @Test
  void cycles_end() {
    Entities loop =
        Entities.of(
            List.of(new Entity(ALICE, Set.of(STAFF)), new Entity(STAFF, Set.of(ALICE, ALL))));
    assertThat(loop.ancestors(ALICE)).containsExactlyInAnyOrder(ALICE, STAFF, ALL);
  }
}
