package dev.postern.gateway.store;

import dev.postern.kernel.approval.Request;
import dev.postern.kernel.approval.RequestStore;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
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
  public void put(List<Request> requests) throws StoreException {
    write(
        "INSERT INTO approval_request (id, living, until_micros, form) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (id) DO UPDATE SET living = excluded.living, until_micros ="
            + " excluded.until_micros, form = excluded.form",
        requests,
        (statement, request) -> {
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
    return read(true);
  }

  @Override
  public List<Request> ended() throws StoreException {
    return read(false);
  }

  private List<Request> read(boolean living) throws StoreException {
    List<Request> found = new ArrayList<>();
    try {
      database.query(
          "SELECT form FROM approval_request WHERE living = "
              + (living ? 1 : 0)
              + " ORDER BY until_micros, id",
          row -> found.add(JSON.readValue(row.getString(1), Request.class)));
    } catch (SQLException | JacksonException failed) {
      throw new StoreException("cannot read the requests: " + failed.getMessage(), failed);
    }
    return found;
  }

  @Override
  public void forget(Collection<String> ids) throws StoreException {
    write(
        "DELETE FROM approval_request WHERE id = ?",
        ids,
        (statement, id) -> statement.setString(1, id));
  }

  /** Gives a statement the values of one row. */
  private interface Filling<T> {
    void fill(PreparedStatement statement, T row) throws SQLException;
  }

  /** The same statement for each, in one transaction. */
  private <T> void write(String sql, Collection<T> rows, Filling<T> filling) throws StoreException {
    try {
      database.transaction(connection -> {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
          for (T row : rows) {
            filling.fill(statement, row);
            statement.executeUpdate();
          }
        }
      });
    } catch (SQLException | JacksonException failed) {
      throw new StoreException("cannot keep the requests: " + failed.getMessage(), failed);
    }
  }

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }
}
