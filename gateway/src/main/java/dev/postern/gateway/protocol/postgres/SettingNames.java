package dev.postern.gateway.protocol.postgres;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The settings that a client may give at start-up. What is not listed is refused by name, so that
 * nothing is dropped in silence. Settings that change how the server reads statements without its
 * reporting them ({@code backslash_quote}) or who acts ({@code role}, {@code
 * session_authorization}) are left out on purpose.
 */
final class SettingNames {
  private static final Map<String, String> KNOWN =
      Stream.of(
              "application_name",
              "bytea_output",
              "check_function_bodies",
              "client_encoding",
              "client_min_messages",
              "cursor_tuple_fraction",
              "DateStyle",
              "default_text_search_config",
              "default_transaction_deferrable",
              "default_transaction_isolation",
              "default_transaction_read_only",
              "extra_float_digits",
              "geqo",
              "gin_fuzzy_search_limit",
              "idle_in_transaction_session_timeout",
              "idle_session_timeout",
              "IntervalStyle",
              "jit",
              "lc_messages",
              "lc_monetary",
              "lc_numeric",
              "lc_time",
              "lock_timeout",
              "maintenance_work_mem",
              "max_parallel_workers_per_gather",
              "plan_cache_mode",
              "random_page_cost",
              "search_path",
              "seq_page_cost",
              "standard_conforming_strings",
              "statement_timeout",
              "synchronous_commit",
              "temp_buffers",
              "TimeZone",
              "timezone_abbreviations",
              "transaction_timeout",
              "work_mem",
              "xmlbinary",
              "xmloption")
          .collect(
              Collectors.toUnmodifiableMap(
                  name -> name.toLowerCase(Locale.ROOT), Function.identity()));

  private SettingNames() {}

  /** The name as the server spells it; case does not matter. Empty for one that is not listed. */
  static Optional<String> known(String name) {
    return Optional.ofNullable(KNOWN.get(name.toLowerCase(Locale.ROOT)));
  }
}
