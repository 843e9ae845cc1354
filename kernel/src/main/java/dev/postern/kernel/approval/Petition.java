package dev.postern.kernel.approval;

import dev.postern.kernel.identity.Party;
import dev.postern.kernel.masking.Masking;
import dev.postern.kernel.operation.Operation;
import dev.postern.kernel.policy.Decision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What people are asked to allow: one operation, exactly as it would run.
 *
 * @param operation what is asked, by whom
 * @param place which server the target is now: its address, trust and credential
 * @param sent the digest of what would be forwarded, its envelope left out; 32 bytes
 * @param hold which rules ask, and whom
 * @param masking what the caller would not see of the reply
 * @param text the operation as reviewers read it, whole
 */
public record Petition(
    Operation operation,
    String place,
    byte[] sent,
    Decision.Hold hold,
    Masking masking,
    String text) {
  private static final int MOST_MASKED = 50;

  /** What the answer binds to: it counts for whatever has the same binding and for nothing else. */
  public String binding() {
    Binder binder = new Binder();
    binder.bytes(operation.digest()).text(place).bytes(sent);
    binder.count(hold.approvals().size());
    for (Decision.Approval approval : hold.approvals()) {
      binder.text(approval.rule()).text(approval.reviewers()).count(approval.quorum());
    }
    binder.text(hold.life().map(Duration::toString).orElse(""));
    binder.count(hold.rules().size());
    hold.rules().forEach(binder::text);
    binder.text(masking.unmapped().name()).count(masking.hidden().size());
    for (Masking.Hidden hidden : masking.hidden()) {
      binder.text(hidden.path()).text(hidden.classed()).text(hidden.mask().name());
    }
    binder.count(operation.caller().chain().size());
    for (Party link : operation.caller().chain()) {
      binder.text(link.name()).text(link.owner().orElse(""));
    }
    return binder.text(text).hex();
  }

  /**
   * The people in whose interest it is asked: each person of the chain, and who answers for its
   * workloads and agents. Their word does not count.
   */
  private Set<String> interested() {
    Set<String> people = new LinkedHashSet<>();
    for (Party link : operation.caller().chain()) {
      if (link.kind() == Party.Kind.PERSON) {
        people.add(link.name());
      }
      link.owner().ifPresent(people::add);
    }
    return people;
  }

  Request.Subject subject(boolean attached) {
    return new Request.Subject(
        operation.caller().told(),
        operation.caller().chain(),
        interested(),
        operation.target(),
        operation.label(),
        attached,
        hold.approvals(),
        operation.effect(),
        masked(),
        text);
  }

  /** What the caller would not see of the reply, as people read it. */
  private List<String> masked() {
    List<String> told = new ArrayList<>();
    masking.hidden().stream()
        .limit(MOST_MASKED)
        .map(hidden ->
            hidden.path()
                + " ("
                + hidden.classed()
                + "): "
                + hidden.mask().name().toLowerCase(Locale.ROOT))
        .forEach(told::add);
    if (masking.hidden().size() > MOST_MASKED) {
      told.add("and " + (masking.hidden().size() - MOST_MASKED) + " places more");
    }
    if (masking.unmapped() == Masking.Unmapped.WITHHELD) {
      told.add("what no place names: withheld");
    }
    return told;
  }
}
