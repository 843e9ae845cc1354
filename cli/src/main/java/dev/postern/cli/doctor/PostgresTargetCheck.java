package dev.postern.cli.doctor;

import dev.postern.gateway.config.PostgresSettings;
import dev.postern.gateway.net.Tls;
import dev.postern.gateway.net.TlsFiles;
import dev.postern.gateway.target.StreamTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PostgreSQL targets: each account dials, secures the connection, signs in, and leaves. No
 * statement is sent.
 */
final class PostgresTargetCheck implements Check {
  @Override
  public String id() {
    return "postgres-targets";
  }

  @Override
  public String about() {
    return "each account of each PostgreSQL target: dialled, certificate, sign-in, version";
  }

  @Override
  public List<Look> looks(Patient patient) {
    List<Look> looks = new ArrayList<>();
    patient
        .configuration()
        .ifPresent(configuration ->
            new TreeMap<>(configuration.databases())
                .forEach((name, database) ->
                    new TreeMap<>(database.target().accounts())
                        .forEach((account, settings) ->
                            looks.add(
                                new Look(
                                    name + "/" + account,
                                    () -> seen(patient, database, settings))))));
    return looks;
  }

  private static Finding seen(
      Patient patient, PostgresSettings database, StreamTarget.Account account) throws IOException {
    Optional<String> password = Optional.empty();
    Optional<TlsFiles> own = Optional.empty();
    switch (account.proof()) {
      case StreamTarget.Proof.Secret kept -> {
        password = secret(patient, kept.credential());
        if (password.isEmpty()) {
          return Finding.skipped("its secret cannot be had here: see the check 'secrets'");
        }
      }
      case StreamTarget.Proof.Certificate(var chain, var key) ->
          own = Optional.of(new TlsFiles(chain, key));
    }
    StreamTarget target = database.target();
    try (PostgresCall call = PostgresCall.dial(target.address(), patient.times())) {
      Finding secrecy = Finding.ok("");
      if (target.secrecy().level() != StreamTarget.Secrecy.Level.OFF) {
        boolean names = target.secrecy().level() == StreamTarget.Secrecy.Level.FULL;
        Tls.Dialling how = new Tls.Dialling(target.secrecy().authorities(), names, own);
        if (!call.secure(how, target.address())) {
          return Finding.problem(
              "the server speaks no TLS on this port",
              "Turn ssl on at the server; or, where the way to it is safe, say tls: off in the"
                  + " target's file.");
        }
        secrecy = Certificates.ends(call.chain(), "its", patient);
      }
      return told(
              call.signIn(account.user(), database.database(), password, database.passwords()),
              account)
          .orWorse(secrecy);
    }
  }

  private static Finding told(PostgresCall.Answer answer, StreamTarget.Account account) {
    return switch (answer) {
      case PostgresCall.Answer.In in ->
          Finding.ok("PostgreSQL " + in.version() + " lets " + account.user() + " in");
      case PostgresCall.Answer.Refused refused ->
          Finding.problem(
              "the server refuses "
                  + account.user()
                  + ": "
                  + refused.message()
                  + " ("
                  + refused.code()
                  + ")",
              advice(refused.code()));
      case PostgresCall.Answer.Unacceptable no ->
          Finding.problem(
              "the server asks for " + no.method() + ", which the gateway does not give it",
              "Set password_encryption to scram-sha-256 and the password anew; or allow it by"
                  + " 'passwords' in the target's file.");
      case PostgresCall.Answer.Impostor impostor ->
          Finding.problem(
              "the server did not prove that it knows the password",
              "Somebody may have put another server there. Look at its address before anything"
                  + " else.");
    };
  }

  private static String advice(String code) {
    return switch (code) {
      case "28P01" -> "Set the password of that role anew, there and here.";
      case "28000" -> "Allow that role from this machine in the server's pg_hba.conf.";
      case "3D000" -> "Correct 'database' in the target's file, or create it.";
      case "53300" -> "The server has no connection left: raise max_connections, or lower limits.";
      default -> "Look at the server's log.";
    };
  }

  private static Optional<String> secret(Patient patient, String credential) {
    StringBuilder value = new StringBuilder();
    boolean had =
        patient
            .leases()
            .lease(credential)
            .filter(lease ->
                lease.use(secret -> value.append(new String(secret, StandardCharsets.US_ASCII))))
            .isPresent();
    return had ? Optional.of(value.toString()) : Optional.empty();
  }
}
