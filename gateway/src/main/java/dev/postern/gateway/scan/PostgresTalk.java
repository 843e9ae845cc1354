package dev.postern.gateway.scan;

import dev.postern.gateway.drive.OwnClient;
import dev.postern.gateway.drive.OwnClient.Heard;
import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendFrames;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendMessage;
import dev.postern.gateway.protocol.postgres.wire.FrontendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireFault;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One session on a PostgreSQL target as a client of the gateway would have it: protocol 3.0, simple
 * queries, one after the other. Blocks; for one thread.
 */
final class PostgresTalk implements PostgresScan.Asking {
  private final OwnClient client;
  private final Budget budget;
  private final BackendFrames frames = new BackendFrames(WireLimits.DEFAULT);
  private String version = "?";

  PostgresTalk(OwnClient client, Budget budget) {
    this.client = client;
    this.budget = budget;
  }

  /**
   * Opens the session: read only, and with a bound for each statement that the server keeps too.
   *
   * @param account as clients ask for it
   * @param database {@code TARGET/DATABASE}
   */
  void open(String account, String database) throws ScanFault, InterruptedException {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("user", account + "~token");
    parameters.put("database", database);
    parameters.put("application_name", "postern target scan");
    parameters.put("client_encoding", "UTF8");
    parameters.put("default_transaction_read_only", "on");
    parameters.put("statement_timeout", Long.toString(budget.limits().answer().toMillis()));
    List<StartPacket.Parameter> named = new ArrayList<>();
    parameters.forEach(
        (name, value) -> named.add(new StartPacket.Parameter(Slice.of(name), Slice.of(value))));
    client.send(FrontendPrinter.print(new StartPacket.Startup(3, 0, named)));
    ready(new PostgresRows.Shape(0, 0));
  }

  @Override
  public String version() {
    return version;
  }

  /** Each value is a text, that of null an empty one. */
  @Override
  public List<List<String>> ask(String sql, PostgresRows.Shape shape)
      throws ScanFault, InterruptedException {
    client.send(FrontendPrinter.print(new FrontendMessage.Query(Slice.of(sql))));
    return ready(shape);
  }

  /** Leaves as a client does. */
  void end() {
    client.send(FrontendPrinter.print(new FrontendMessage.Terminate()));
  }

  /** Hears everything until the session is ready for the next question; what rows there were. */
  private List<List<String>> ready(PostgresRows.Shape shape)
      throws ScanFault, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    long deadline = budget.deadline();
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    ScanFault failed = null;
    while (true) {
      BackendMessage message = next(run, deadline);
      if (!(message instanceof BackendMessage.DataRows)) {
        PostgresRows.read(run.toByteArray(), shape, rows);
        run.reset();
      }
      switch (message) {
        case BackendMessage.Authentication(AuthenticationRequest.CleartextPassword asked) ->
            // The session asks as it asks everybody; who this is, its driver knows.
            client.send(FrontendPrinter.password("gateway".getBytes(StandardCharsets.US_ASCII)));
        case BackendMessage.ParameterStatus(Slice name, Slice value) -> {
          if (name.text().equals("server_version")) {
            version = value.text();
          }
        }
        case BackendMessage.ErrorResponse(Report report) -> {
          failed = PostgresFaults.of(report);
          if (!report.severity().equals("ERROR")) {
            throw failed;
          }
        }
        case BackendMessage.ReadyForQuery now -> {
          if (failed != null) {
            throw failed;
          }
          return rows;
        }
        default -> {}
      }
    }
  }

  private BackendMessage next(ByteArrayOutputStream run, long deadline)
      throws ScanFault, InterruptedException {
    while (true) {
      switch (frames.next()) {
        case Read.Message<BackendMessage>(BackendMessage message, Slice bytes) -> {
          if (message instanceof BackendMessage.DataRows) {
            run.writeBytes(bytes.copy());
          }
          return message;
        }
        case Read.Broken<BackendMessage>(WireFault fault) ->
            throw new ScanFault(
                ScanFault.Why.TARGET, "the server broke the protocol: " + fault.text());
        case Read.More<BackendMessage> more -> hear(deadline);
      }
    }
  }

  private void hear(long deadline) throws ScanFault, InterruptedException {
    switch (budget.next(client::next, deadline)) {
      case Heard.Bytes(byte[] bytes) -> {
        budget.octets();
        frames.add(ByteBuffer.wrap(bytes));
      }
      case Heard.Whole whole ->
          throw new ScanFault(ScanFault.Why.TARGET, "the session ended before it had answered");
      case Heard.Cut(String why) ->
          throw new ScanFault(ScanFault.Why.TARGET, "the session broke off: " + why);
      case Heard.Head head -> throw new IllegalStateException("a stream has no head");
    }
  }
}
