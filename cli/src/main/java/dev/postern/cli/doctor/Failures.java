package dev.postern.cli.doctor;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What went wrong at the other end of a connection, and what to do about it. */
final class Failures {
  private Failures() {}

  /** A failure as a finding. */
  static Finding told(Throwable failure) {
    Optional<Finding> certificate = certificate(failure);
    if (certificate.isPresent()) {
      return certificate.get();
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      Optional<Finding> known = known(at);
      if (known.isPresent()) {
        return known.get();
      }
    }
    return Finding.problem(words(failure), "");
  }

  private static Optional<Finding> known(Throwable at) {
    if (at instanceof UnknownHostException || at instanceof UnresolvedAddressException) {
      return Optional.of(
          Finding.problem(
              "its name is not known: " + words(at),
              "Look for a slip in the address, and whether this machine's DNS answers."));
    }
    if (at instanceof SocketTimeoutException
        || at instanceof HttpConnectTimeoutException
        || at instanceof HttpTimeoutException) {
      return Optional.of(
          Finding.problem(
              "it does not answer in time",
              "Look whether it runs, and whether a firewall on the way drops packets."));
    }
    if (at instanceof NoRouteToHostException) {
      return Optional.of(
          Finding.problem("there is no route to it", "Look at this machine's network."));
    }
    if (at instanceof ConnectException) {
      return Optional.of(
          Finding.problem(
              "nothing listens there: the connection is refused",
              "Start it, or correct host and port in its file."));
    }
    return Optional.empty();
  }

  private static Optional<Finding> certificate(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof CertificateExpiredException) {
        return Optional.of(
            Finding.problem(
                "its certificate has ended: " + words(at),
                "Renew the certificate there; nothing is sent until it is valid."));
      }
      if (at instanceof CertificateNotYetValidException) {
        return Optional.of(
            Finding.problem(
                "its certificate is not valid yet: " + words(at),
                "Look at the clocks of both machines."));
      }
    }
    for (Throwable at = failure; at != null; at = at.getCause()) {
      String said = String.valueOf(at.getMessage());
      if (said.contains("subject alternative") || said.contains("No name matching")) {
        return Optional.of(
            Finding.problem(
                "its certificate is for another name: " + words(at),
                "Use the name that its certificate has, or have it certified for this one."));
      }
      if (said.contains("unable to find valid certification path") || said.contains("PKIX path")) {
        return Optional.of(
            Finding.problem(
                "its certificate is signed by nobody who is trusted here",
                "Name the authority that signed it (PEM) in the target's file, or for an issuer in"
                    + " the JDK's cacerts."));
      }
    }
    if (failure instanceof SSLException) {
      return Optional.of(
          Finding.problem(
              "TLS cannot be agreed on: " + words(failure),
              "Look whether that port speaks TLS 1.2 or 1.3."));
    }
    return Optional.empty();
  }

  /** A failure in words; one without a message by its class. */
  static String words(Throwable failure) {
    String message = failure.getMessage();
    String kind = failure.getClass().getSimpleName();
    boolean bare = failure instanceof IOException || failure instanceof SSLException;
    return message == null ? kind : bare ? message : kind + ": " + message;
  }
}
