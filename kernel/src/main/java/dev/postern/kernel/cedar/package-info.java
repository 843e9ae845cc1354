/**
 * A Cedar engine: parses policies, answers requests and checks policies against a schema, with the
 * semantics of Cedar 4 and nothing of this project's own. Source of the language: the reference at
 * docs.cedarpolicy.com and the corpus of cedar-policy/cedar-integration-tests.
 */
@NullMarked
package dev.postern.kernel.cedar;

import org.jspecify.annotations.NullMarked;
