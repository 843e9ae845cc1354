/** What the documents show is run: configuration is loaded, commands are typed, words are known. */
@NullMarked
package dev.postern.acceptance.docs;

import org.jspecify.annotations.NullMarked;
