package dev.postern.kernel.approval;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Principal;

/**
 * An answer as it comes in.
 *
 * @param request the request's id
 * @param binding what the reviewer was shown: the request's binding
 * @param reviewer who answers
 * @param approves whether they approve
 * @param entry the ledger's entry of the answer
 * @param comment what they say to it; may be empty
 */
public record Ballot(
    String request,
    String binding,
    Principal reviewer,
    boolean approves,
    EntryId entry,
    String comment) {}
