package dev.postern.gateway.store;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.RequestStore;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The requests for approval, across restarts: each as one JSON text, beside what is asked for. */
public final class ApprovalStore implements RequestStore {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private final Database database;

  /** The requests in this database. */
  public ApprovalStore(Database database) {
    this.database = database;
  }

  @Override
  public void put(Request request) throws StoreException {
    write(
        "INSERT INTO approval_request (id, living, until_micros, form) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET living = excluded.living, until_micros ="
            + " excluded.until_micros, form = excluded.form",
        statement -> {
          statement.setString(1, request.id());
          statement.setInt(2, request.lives() ? 1 : 0);
          statement.setLong(3, micros(request.until()));
          // What was asked is kept for those who are asked, and no longer.
          Request form = request.lives() ? request : request.untold();
          statement.setString(4, JSON.writeValueAsString(form));
        });
  }

  @Override
  public List<Request> living() throws StoreException {
    List<Request> living = new ArrayList<>();
    try {
      database.query(
          "SELECT form FROM approval_request WHERE living = 1 ORDER BY until_micros, id",
          row -> living.add(JSON.readValue(row.getString(1), Request.class)));
    } catch (SQLException | JacksonException failed) {
      throw new StoreException("cannot read the requests: " + failed.getMessage(), failed);
    }
    return living;
  }

  @Override
  public void forget(Instant ended) throws StoreException {
    write(
        "DELETE FROM approval_request WHERE living = 0 AND until_micros < ?",
        statement -> statement.setLong(1, micros(ended)));
  }

  private void write(String sql, Database.Filling filling) throws StoreException {
    try {
      database.write(sql, filling);
    } catch (SQLException | JacksonException failed) {
      throw new StoreException("cannot keep the requests: " + failed.getMessage(), failed);
    }
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
