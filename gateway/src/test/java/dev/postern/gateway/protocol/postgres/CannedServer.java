package dev.postern.gateway.protocol.postgres;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;

/**
 * A server on loopback that takes every MD5 password and answers every statement with one row of
 * one number, a write for each group.
 */
final class CannedServer implements AutoCloseable {
  private static final int HEAD = 4;

  private final ServerSocket socket;

  CannedServer() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void serve(Socket client) {
    try (client) {
      client.setTcpNoDelay(true);
      DataInputStream in = new DataInputStream(client.getInputStream());
      OutputStream out = client.getOutputStream();
      in.skipNBytes(in.readInt() - HEAD);
      out.write(
          BackendPrinter.print(
              new BackendMessage.Authentication(
                  new AuthenticationRequest.Md5Password(Slice.of(new byte[] {1, 2, 3, 4})))));
      in.readByte();
      in.skipNBytes(in.readInt() - HEAD);
      out.write(
          StatementWorld.bytes(
              new BackendMessage.Authentication(new AuthenticationRequest.Ok()),
              StatementWorld.status("server_version", "18.1"),
              StatementWorld.status("client_encoding", "UTF8"),
              StatementWorld.status("server_encoding", "UTF8"),
              StatementWorld.status("standard_conforming_strings", "on"),
              new BackendMessage.BackendKeyData(7, Slice.of(new byte[] {1, 2, 3, 4})),
              ready()));
      ByteArrayOutputStream group = new ByteArrayOutputStream();
      for (byte type = in.readByte(); type != 'X'; type = in.readByte()) {
        in.skipNBytes(in.readInt() - HEAD);
        group.writeBytes(answer(type));
        if (type == 'Q' || type == 'S') {
          out.write(group.toByteArray());
          group.reset();
        }
      }
    } catch (IOException over) {
      // The client has left.
    }
  }

  private static byte[] answer(byte type) {
    return switch (type) {
      case 'P' -> StatementWorld.bytes(new BackendMessage.ParseComplete());
      case 'B' -> StatementWorld.bytes(new BackendMessage.BindComplete());
      case 'D' -> StatementWorld.bytes(columns());
      case 'E' -> row();
      case 'Q' ->
          PostgresWorld.concat(
              StatementWorld.bytes(columns()), row(), StatementWorld.bytes(ready()));
      case 'S' -> StatementWorld.bytes(ready());
      default -> new byte[0];
    };
  }

  private static BackendMessage columns() {
    return new BackendMessage.RowDescription(
        List.of(new BackendMessage.Column(Slice.of("abalance"), 16_384, 3, 23, 4, -1, 0)));
  }

  private static byte[] row() {
    return PostgresWorld.concat(
        BackendPrinter.row(List.of(Optional.of(Slice.of("0")))),
        BackendPrinter.print(new BackendMessage.CommandComplete(Slice.of("SELECT 1"))));
  }

  private static BackendMessage ready() {
    return new BackendMessage.ReadyForQuery(BackendMessage.TransactionStatus.IDLE);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
