package dev.postern.gateway.store;

import dev.postern.kernel.identity.Lock;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The locks that stand, across restarts. */
public final class LockStore {
  private final Database database;

  /** The locks in this database. */
  public LockStore(Database database) {
    this.database = database;
  }

  /** Every lock. */
  public List<Lock> all() throws StoreException {
    List<Lock> locks = new ArrayList<>();
    try {
      database.query(
          "SELECT scope, name, reason, locked_by, since_micros FROM standing_lock ORDER BY scope,"
              + " name",
          row ->
              locks.add(
                  new Lock(
                      Lock.Scope.valueOf(row.getString(1)),
                      row.getString(2),
                      row.getString(3),
                      row.getString(4),
                      Instant.EPOCH.plus(row.getLong(5), ChronoUnit.MICROS))));
    } catch (SQLException | IllegalArgumentException failed) {
      throw new StoreException("cannot read the locks: " + failed.getMessage(), failed);
    }
    return locks;
  }

  /** Keeps a lock; one on the same name is replaced. Durable when it returns. */
  public void put(Lock lock) throws StoreException {
    write(
        "INSERT INTO standing_lock (scope, name, reason, locked_by, since_micros) VALUES (?, ?, ?,"
            + " ?, ?) ON CONFLICT (scope, name) DO UPDATE SET reason = excluded.reason, locked_by ="
            + " excluded.locked_by, since_micros = excluded.since_micros",
        statement -> {
          statement.setString(1, lock.scope().name());
          statement.setString(2, lock.name());
          statement.setString(3, lock.reason());
          statement.setString(4, lock.by());
          statement.setLong(5, ChronoUnit.MICROS.between(Instant.EPOCH, lock.since()));
        });
  }

  /** Forgets a lock; one that does not stand is no fault. Durable when it returns. */
  public void remove(Lock.Scope scope, String name) throws StoreException {
    write(
        "DELETE FROM standing_lock WHERE scope = ? AND name = ?",
        statement -> {
          statement.setString(1, scope.name());
          statement.setString(2, name);
        });
  }

  private void write(String sql, Database.Filling filling) throws StoreException {
    try {
      database.write(sql, filling);
    } catch (SQLException failed) {
      throw new StoreException("cannot change the locks: " + failed.getMessage(), failed);
    }
  }
}
