/** Tests of the server's lexical rules, with a second reading of them. */
@NullMarked
package dev.postern.gateway.sql;

import org.jspecify.annotations.NullMarked;
