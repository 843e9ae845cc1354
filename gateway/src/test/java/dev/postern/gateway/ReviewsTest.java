package dev.postern.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How many looks come of what is heard. */
class ReviewsTest {
  private final List<CompletableFuture<Void>> begun = new ArrayList<>();
  private final Reviews reviews =
      new Reviews(() -> {
        begun.add(new CompletableFuture<>());
        return begun.getLast();
      });

  @Test
  void what_is_heard_while_one_is_under_way_is_looked_at_by_the_next_and_only_that() {
    reviews.soon();
    reviews.soon();
    reviews.soon();
    assertThat(begun).hasSize(1);

    begun.getFirst().complete(null);
    assertThat(begun).hasSize(2);

    begun.getLast().complete(null);
    assertThat(begun).hasSize(2);
    reviews.soon();
    assertThat(begun).hasSize(3);
  }

  @Test
  void a_review_that_fails_keeps_no_later_one_from_being_made() {
    reviews.soon();
    begun.getFirst().completeExceptionally(new IllegalStateException("a defect"));

    reviews.soon();

    assertThat(begun).hasSize(2);
  }

  @Test
  void a_review_that_cannot_begin_keeps_no_later_one_from_being_made() {
    AtomicInteger tried = new AtomicInteger();
    Reviews broken =
        new Reviews(() -> {
          tried.incrementAndGet();
          throw new IllegalStateException("a defect");
        });

    assertThatThrownBy(broken::soon).hasMessage("a defect");
    assertThatThrownBy(broken::soon).hasMessage("a defect");

    assertThat(tried).hasValue(2);
  }
}
