/**
 * The simulator: the real sessions, data plane, gate, desks and ledger in one thread under a
 * virtual clock, with clients, targets, reviewers, operators and disks that fail, and processes
 * that die, by a seed.
 */
@NullMarked
package dev.postern.gateway.simulator;

import org.jspecify.annotations.NullMarked;
