/** What an auditor is told: sessions as stories, played at their own pace, or as JSON Lines. */
@NullMarked
package dev.postern.gateway.ledger.story;

import org.jspecify.annotations.NullMarked;
