package dev.postern.testkit;

import dev.postern.kernel.gate.Patience;
import java.util.List;
import java.util.Map;

/**
 * What can happen in a model of the gate.
 *
 * @param quorum how many people must approve
 * @param patience how each caller waits
 * @param asks what each caller asks for
 * @param waiting how many of the callers wait for people when it begins
 * @param often how often a step may be taken; those that are not named are not taken at all
 */
record ModelScope(
    int quorum,
    List<Patience> patience,
    List<String> asks,
    int waiting,
    Map<String, Integer> often) {}
