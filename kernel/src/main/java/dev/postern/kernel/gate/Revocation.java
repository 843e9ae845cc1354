package dev.postern.kernel.gate;

/**
 * Why a passage was taken back.
 *
 * @param code as a refusal of the same operation would carry
 * @param reason what the caller may know
 */
public record Revocation(Refusal.Code code, String reason) {}
