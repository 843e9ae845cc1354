/**
 * SQL text as PostgreSQL's own lexer reads it: tokens, the verbs that stand in them, where one
 * statement ends, where a secret stands. No grammar: what a statement touches is not known here.
 *
 * <p>{@link dev.postern.gateway.sql.Lexer} is exact: a token more or less than the server sees
 * would hide a verb. Everything above it counts too much rather than too little. All of it takes
 * time linear in the text, on bytes, in any encoding whose multi-byte characters have no ASCII byte
 * inside (manual, 24.3.1: every one that a server can store).
 */
@NullMarked
package dev.postern.gateway.sql;

import org.jspecify.annotations.NullMarked;
