/**
 * The one door. Read {@link dev.postern.kernel.gate.Gate} first: nothing moves towards a target
 * without a {@link dev.postern.kernel.gate.Passage}, and nothing towards a client but {@link
 * dev.postern.kernel.gate.Shown}.
 */
@NullMarked
package dev.postern.kernel.gate;

import org.jspecify.annotations.NullMarked;
