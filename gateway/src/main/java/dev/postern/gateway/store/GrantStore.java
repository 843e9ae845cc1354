package dev.postern.gateway.store;

import dev.postern.kernel.grant.Lending;
import dev.postern.kernel.grant.LendingStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The grants, across restarts: each as one JSON text, beside what is asked for. */
public final class GrantStore implements LendingStore {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private final Database database;

  /** The grants in this database. */
  public GrantStore(Database database) {
    this.database = database;
  }

  @Override
  public void put(Lending lending) throws StoreException {
    write(
        "INSERT INTO lending (id, running, changed_micros, form) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET running = excluded.running, changed_micros ="
            + " excluded.changed_micros, form = excluded.form",
        statement -> {
          statement.setString(1, lending.grant().id());
          statement.setInt(2, lending.runs() ? 1 : 0);
          Instant changed =
              lending.ending().map(Lending.Ending::at).orElseGet(() -> lending.origin().at());
          statement.setLong(3, micros(changed));
          statement.setString(4, JSON.writeValueAsString(lending));
        });
  }

  @Override
  public List<Lending> all(int mostEnded) throws StoreException {
    List<Lending> all = new ArrayList<>();
    try {
      database.query(
          "SELECT form FROM lending WHERE running = 1 ORDER BY changed_micros, id",
          row -> all.add(JSON.readValue(row.getString(1), Lending.class)));
      database.query(
          "SELECT form FROM (SELECT form, changed_micros, id FROM lending WHERE running = 0"
              + " ORDER BY changed_micros DESC, id LIMIT "
              + mostEnded
              + ") ORDER BY changed_micros, id",
          row -> all.add(JSON.readValue(row.getString(1), Lending.class)));
    } catch (SQLException | JacksonException failed) {
      throw new StoreException("cannot read the grants: " + failed.getMessage(), failed);
    }
    return all;
  }

  @Override
  public void forget(Instant ended) throws StoreException {
    write(
        "DELETE FROM lending WHERE running = 0 AND changed_micros < ?",
        statement -> statement.setLong(1, micros(ended)));
  }

  private void write(String sql, Database.Filling filling) throws StoreException {
    try {
      database.write(sql, filling);
    } catch (SQLException | JacksonException failed) {
      throw new StoreException("cannot keep the grants: " + failed.getMessage(), failed);
    }
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
