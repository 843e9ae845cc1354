package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.sql.SqlRules;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The texts that were read last, for all sessions: whoever sends the very bytes that were read
 * before, to a server that reads them alike, is spared the reading. Nothing is remembered of a text
 * that names a secret, or whose reading hangs on what its session did before. Any thread.
 */
final class SqlTexts {
  private final AtomicReferenceArray<@Nullable Known> places;
  private final int longest;

  /** A text with what its reading hung on. */
  private record Known(
      byte[] text, SqlRules rules, boolean readable, boolean comparesNames, SqlText read) {
    boolean is(byte[] asked, ServerSettings settings) {
      return readable == settings.readable()
          && comparesNames == settings.comparesNames()
          && rules.equals(settings.rules())
          && Arrays.equals(text, asked);
    }
  }

  /**
   * Remembers nothing yet.
   *
   * @param places how many texts at most, a power of two
   * @param longest the longest that is remembered, in bytes
   */
  SqlTexts(int places, int longest) {
    if (Integer.bitCount(places) != 1) {
      throw new IllegalArgumentException(places + " is not a power of two");
    }
    this.places = new AtomicReferenceArray<>(places);
    this.longest = longest;
  }

  /**
   * Reads a text, or remembers how it was read.
   *
   * @param settled whether the target has told all that it may have changed of its settings
   */
  SqlText read(Slice text, ServerSettings settings, boolean settled) {
    if (!settled || text.length() > longest) {
      return SqlText.read(text, settings, settled);
    }
    byte[] bytes = text.copy();
    int hash = Arrays.hashCode(bytes);
    int place = (hash ^ hash >>> 16) & places.length() - 1;
    Known known = places.get(place);
    if (known != null && known.is(bytes, settings)) {
      return known.read();
    }
    SqlText read = SqlText.read(bytes, settings, true);
    if (!read.aboutSecrets() && Arrays.equals(read.kept(), bytes)) {
      // Two threads at one place: either is as good.
      places.set(
          place,
          new Known(bytes, settings.rules(), settings.readable(), settings.comparesNames(), read));
    }
    return read;
  }
}
