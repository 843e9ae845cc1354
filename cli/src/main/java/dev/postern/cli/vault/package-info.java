/** What an operator does with an encrypted file of secrets; no gateway needs to run. */
@NullMarked
package dev.postern.cli.vault;

import org.jspecify.annotations.NullMarked;
