/** JSON and HTTP as the demo's processes share them. */
@NullMarked
package dev.postern.demo.wire;

import org.jspecify.annotations.NullMarked;
