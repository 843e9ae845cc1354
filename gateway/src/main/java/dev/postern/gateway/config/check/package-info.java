/**
 * What is doubtful in a configuration that can be used: rules that never count, rules that give
 * more than their author may think, names that nobody has. Looks at everything and changes nothing.
 */
@NullMarked
package dev.postern.gateway.config.check;

import org.jspecify.annotations.NullMarked;
