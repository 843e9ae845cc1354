/**
 * The builder of releases: from the built jars and a JDK to a tarball, an image, their bills of
 * materials and their signed audits, the same bytes each time.
 */
@NullMarked
package dev.postern.dist;

import org.jspecify.annotations.NullMarked;
