package dev.postern.cli.connect;

import dev.postern.gateway.protocol.postgres.wire.AuthenticationRequest;
import dev.postern.gateway.protocol.postgres.wire.BackendMessage;
import dev.postern.gateway.protocol.postgres.wire.BackendPrinter;
import dev.postern.gateway.protocol.postgres.wire.FrontendFrames;
import dev.postern.gateway.protocol.postgres.wire.Proof;
import dev.postern.gateway.protocol.postgres.wire.Read;
import dev.postern.gateway.protocol.postgres.wire.Report;
import dev.postern.gateway.protocol.postgres.wire.Slice;
import dev.postern.gateway.protocol.postgres.wire.StartPacket;
import dev.postern.gateway.protocol.postgres.wire.WireLimits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A gateway's door for database clients: takes one password by SCRAM, then gives back every byte
 * that it gets.
 */
final class ScriptedGateway implements AutoCloseable {
  private static final byte[] SALT = "salt of the test".getBytes(StandardCharsets.US_ASCII);
  private static final int ITERATIONS = 64;

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final BlockingQueue<StartPacket> heard = new LinkedBlockingQueue<>();
  private final Manners manners;

  /** How it behaves. */
  enum Manners {
    /** As it should. */
    HONEST,
    /** Lets everybody in without having shown that it knows the password. */
    UNPROVEN,
    /** Shows that it does not. */
    FORGED,
    /** Asks for the password itself. */
    CURIOUS
  }

  ScriptedGateway(Manners manners) throws IOException {
    this.manners = manners;
    Thread.ofVirtual().start(this::accept);
  }

  /** What its clients began with, in order. */
  BlockingQueue<StartPacket> heard() {
    return heard;
  }

  int port() {
    return listening.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      FrontendFrames frames = new FrontendFrames(WireLimits.DEFAULT);
      StartPacket start = start(socket.getInputStream(), frames);
      heard.add(start);
      if (start instanceof StartPacket.Startup startup && signedIn(socket, frames, startup)) {
        socket.getInputStream().transferTo(socket.getOutputStream());
      }
    } catch (IOException gone) {
      return;
    }
  }

  private boolean signedIn(Socket socket, FrontendFrames frames, StartPacket.Startup startup)
      throws IOException {
    say(
        socket,
        manners == Manners.CURIOUS
            ? new AuthenticationRequest.CleartextPassword()
            : new AuthenticationRequest.Sasl(List.of("SCRAM-SHA-256")));
    String first =
        proof(socket.getInputStream(), frames)
            .saslInitial()
            .orElseThrow()
            .response()
            .orElseThrow()
            .text();
    String bare = first.substring(first.indexOf("n=,"));
    String challenge =
        "r="
            + bare.substring(bare.indexOf("r=") + 2)
            + "server,s="
            + Base64.getEncoder().encodeToString(SALT)
            + ",i="
            + ITERATIONS;
    say(socket, new AuthenticationRequest.SaslContinue(Slice.of(challenge)));
    String last = proof(socket.getInputStream(), frames).saslResponse().text();
    int end = last.indexOf(",p=");
    Keys keys = new Keys(password(startup));
    byte[] message =
        (bare + "," + challenge + "," + last.substring(0, end)).getBytes(StandardCharsets.UTF_8);
    if (!Arrays.equals(keys.proof(message), Base64.getDecoder().decode(last.substring(end + 3)))) {
      socket
          .getOutputStream()
          .write(
              BackendPrinter.print(
                  new BackendMessage.ErrorResponse(Report.of("FATAL", "28P01", "sign-in failed"))));
      return false;
    }
    if (manners != Manners.UNPROVEN) {
      byte[] signature = keys.signature(message);
      signature[0] += (byte) (manners == Manners.FORGED ? 1 : 0);
      say(
          socket,
          new AuthenticationRequest.SaslFinal(
              Slice.of("v=" + Base64.getEncoder().encodeToString(signature))));
    }
    say(socket, new AuthenticationRequest.Ok());
    return true;
  }

  /** Users of this gateway have their name reversed as the password. */
  private static String password(StartPacket.Startup startup) {
    return startup.parameters().stream()
        .filter(parameter -> parameter.name().text().equals("user"))
        .map(parameter -> new StringBuilder(parameter.value().text()).reverse().toString())
        .findFirst()
        .orElse("");
  }

  private static void say(Socket socket, AuthenticationRequest request) throws IOException {
    socket
        .getOutputStream()
        .write(BackendPrinter.print(new BackendMessage.Authentication(request)));
  }

  private static StartPacket start(InputStream in, FrontendFrames frames) throws IOException {
    while (true) {
      if (frames.nextStart() instanceof Read.Message<StartPacket> read) {
        return read.message();
      }
      more(in, frames);
    }
  }

  private static Proof proof(InputStream in, FrontendFrames frames) throws IOException {
    while (true) {
      if (frames.nextProof() instanceof Read.Message<Proof> read) {
        return read.message();
      }
      more(in, frames);
    }
  }

  private static void more(InputStream in, FrontendFrames frames) throws IOException {
    byte[] piece = new byte[4096];
    int read = in.read(piece);
    if (read < 0) {
      throw new IOException("gone");
    }
    frames.add(ByteBuffer.wrap(piece, 0, read));
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  /** SCRAM's keys, from the JDK's own PBKDF2. */
  private static final class Keys {
    private final byte[] salted;

    Keys(String password) {
      try {
        salted =
            SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                .generateSecret(new PBEKeySpec(password.toCharArray(), SALT, ITERATIONS, 256))
                .getEncoded();
      } catch (GeneralSecurityException absent) {
        throw new IllegalStateException(absent);
      }
    }

    byte[] proof(byte[] message) {
      byte[] client = hmac(salted, "Client Key".getBytes(StandardCharsets.US_ASCII));
      byte[] proof = hmac(sha256(client), message);
      for (int i = 0; i < proof.length; i++) {
        proof[i] ^= client[i];
      }
      return proof;
    }

    byte[] signature(byte[] message) {
      return hmac(hmac(salted, "Server Key".getBytes(StandardCharsets.US_ASCII)), message);
    }

    private static byte[] sha256(byte[] bytes) {
      try {
        return MessageDigest.getInstance("SHA-256").digest(bytes);
      } catch (GeneralSecurityException absent) {
        throw new IllegalStateException(absent);
      }
    }

    private static byte[] hmac(byte[] key, byte[] message) {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(message);
      } catch (GeneralSecurityException absent) {
        throw new IllegalStateException(absent);
      }
    }
  }
}
