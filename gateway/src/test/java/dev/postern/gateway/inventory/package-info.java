/** Tests of inventories of targets. */
@NullMarked
package dev.postern.gateway.inventory;

import org.jspecify.annotations.NullMarked;
