/** The reviewer page in a real browser, against a real gateway. */
@NullMarked
package dev.postern.acceptance.page;

import org.jspecify.annotations.NullMarked;
