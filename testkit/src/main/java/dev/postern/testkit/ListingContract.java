package dev.postern.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.policy.Policy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every protocol does in which a target lists its parts. */
public abstract class ListingContract extends ProtocolContract {
  @Override
  protected abstract ListingStage stage(Policy policy);

  @Test
  void what_a_listing_hides_a_call_refuses() {
    ListingStage stage = stage(ScriptedPolicy.OPEN);
    stage.open();
    stage
        .gate()
        .replace(
            new ScriptedPolicy(
                operation -> !operation.label().contains("hidden"), part -> Masking.NONE));
    ProtocolStage.Talk listing = stage.begin().send(whole(stage.list()));
    listing.answer(whole(stage.listing(List.of("run", "hidden", "walk"))));
    ProtocolStage.Talk call = stage.begin().send(whole(stage.use("hidden")));

    assertThat(listing.shown()).contains("run", "walk").doesNotContain("hidden");
    assertThat(call.reached()).isZero();
    ended(stage, listing, call);
  }
}
