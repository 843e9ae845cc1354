/**
 * Tests that read the whole tree: walls, format, the things that a reader of the documents relies
 * on.
 */
@NullMarked
package dev.postern.tree;

import org.jspecify.annotations.NullMarked;
