/** What can be said of a configuration's files without reading any. */
@NullMarked
package dev.postern.cli.config;

import org.jspecify.annotations.NullMarked;
