package dev.postern.cli.doctor;

import dev.postern.gateway.net.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** Asks a server over HTTP within the patient's bounds; follows no redirects. */
final class Web implements AutoCloseable {
  private final Patient patient;
  private final HttpClient client;

  /**
   * A client.
   *
   * @param authorities PEM certificates to trust instead of the system's
   * @throws IOException when their file cannot be used
   */
  Web(Patient patient, Optional<Path> authorities) throws IOException {
    this.patient = patient;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(patient.times().connect())
            .sslContext(Trust.context(new Tls.Dialling(authorities, true, Optional.empty())))
            .build();
  }

  /**
   * An answer.
   *
   * @param body cut off at the bound
   * @param apart how far the server's clock is ahead of ours, to a second; empty where it did not
   *     say
   * @param chain the server's certificates; empty without TLS
   */
  record Answer(
      int status,
      byte[] body,
      Optional<Duration> apart,
      List<X509Certificate> chain,
      HttpResponse<?> response) {}

  /** A request to an address. */
  HttpRequest.Builder to(URI address) {
    return HttpRequest.newBuilder(address).timeout(patient.times().each());
  }

  /** Sends it and waits for the answer. */
  Answer send(HttpRequest request) throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), patient.times().answer()));
    Instant now = patient.clock().instant();
    return new Answer(
        response.statusCode(),
        response.body(),
        response
            .headers()
            .firstValue("date")
            .flatMap(Web::moment)
            .map(at -> Duration.between(now, at)),
        response.sslSession().map(Web::chain).orElseGet(List::of),
        response);
  }

  /** What a difference of clocks means. */
  Finding clock(Answer answer, Duration most) {
    return answer
        .apart()
        .map(apart -> {
          // The header has whole seconds, and was made before it was read.
          Duration is = apart.abs().minusSeconds(1);
          String told =
              "its clock is "
                  + apart.abs().toSeconds()
                  + " s "
                  + (apart.isNegative() ? "behind" : "ahead of")
                  + " this one's";
          String advice = "Look which of the two is right, and let NTP keep both.";
          return is.compareTo(most) > 0
              ? Finding.problem(told + ": its tokens are refused, or taken too long", advice)
              : is.compareTo(patient.times().clockWarning()) > 0
                  ? Finding.warning(told, advice)
                  : Finding.ok("");
        })
        .orElseGet(() -> Finding.ok(""));
  }

  private static Optional<Instant> moment(String date) {
    try {
      return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)));
    } catch (DateTimeException strange) {
      return Optional.empty();
    }
  }

  private static List<X509Certificate> chain(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return List.of(chain).stream().map(X509Certificate.class::cast).toList();
    } catch (SSLPeerUnverifiedException none) {
      return List.of();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
