package dev.postern.kernel.cedar;

/**
 * What is asked: may {@code principal} do {@code action} to {@code resource}, under the
 * circumstances in {@code context}.
 */
public record Request(
    EntityUid principal, EntityUid action, EntityUid resource, RecordOf context) {}
