/** {@code postern connect} as people type it, between real drivers and a real server. */
@NullMarked
package dev.postern.acceptance.connect;

import org.jspecify.annotations.NullMarked;
