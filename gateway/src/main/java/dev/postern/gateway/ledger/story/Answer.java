package dev.postern.gateway.ledger.story;

import dev.postern.kernel.audit.EntryId;
import dev.postern.kernel.identity.Principal;
import java.time.Instant;
import java.util.Optional;

/**
 * What a person answered to a request for approval, as the entry of the answer says it.
 *
 * @param entry the entry of the answer
 * @param at when
 * @param by who
 * @param request the request for approval; empty when the recording is erased
 * @param comment what they said to it; empty when they said nothing, or the recording is erased
 */
public record Answer(
    EntryId entry, Instant at, Principal by, Optional<String> request, Optional<String> comment) {}
