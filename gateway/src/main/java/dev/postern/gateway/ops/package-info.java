/**
 * What operators watch: metrics of what the gateway decides, writes and carries. Counted from the
 * entries of the ledger themselves, so that a figure and the trail cannot disagree. Nothing here
 * decides anything, and no identity and no argument becomes a label.
 */
@NullMarked
package dev.postern.gateway.ops;

import org.jspecify.annotations.NullMarked;
