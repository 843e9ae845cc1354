package dev.postern.kernel.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The roles over the gateway itself. They are held as every role is, by an assignment on the
 * gateway's own target, and give what the gateway's own rules say; an operator's forbid takes it
 * away.
 */
public enum GatewayRole {
  /** Uses targets, and may see which there are. */
  USER,
  /** Answers requests for approval. */
  REVIEWER,
  /** Reads what happened, and changes nothing. */
  AUDITOR,
  /** Puts rules in force, and reads nobody's recordings. */
  POLICY_AUTHOR,
  /** Runs the gateway: locks, grants, reloads, erases; recordings are the auditor's. */
  ADMINISTRATOR;

  /** The role's name in policies and assignments. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The names of all. */
  public static Set<String> words() {
    return Arrays.stream(values()).map(GatewayRole::word).collect(Collectors.toUnmodifiableSet());
  }
}
