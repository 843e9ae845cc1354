/** Fakes of the kernel's interfaces and the contracts that every implementation of them meets. */
@NullMarked
package dev.postern.testkit;

import org.jspecify.annotations.NullMarked;
