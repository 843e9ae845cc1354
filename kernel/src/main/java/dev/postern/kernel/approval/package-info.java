/**
 * People who are asked before an operation runs. Read {@link
 * dev.postern.kernel.approval.ApprovalDesk} first: a {@link dev.postern.kernel.approval.Request} is
 * what reviewers see and answer, a {@link dev.postern.kernel.approval.Wait} is somebody who waits
 * for it, and the two may end at different times.
 */
@NullMarked
package dev.postern.kernel.approval;

import org.jspecify.annotations.NullMarked;
