import com.sun.net.httpserver.HttpServer;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/** An issuer of tokens for the bench alone: RS256, as most identity providers sign. */
final class Issuer {
  private final KeyPair key;
  private final String url;

  Issuer() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    key = generator.generateKeyPair();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    url = "http://127.0.0.1:" + server.getAddress().getPort();
    RSAPublicKey open = (RSAPublicKey) key.getPublic();
    serve(
        server,
        "/.well-known/openid-configuration",
        "{\"issuer\":\"" + url + "\",\"jwks_uri\":\"" + url + "/jwks\"}");
    serve(
        server,
        "/jwks",
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"k\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\""
            + number(open.getModulus())
            + "\",\"e\":\""
            + number(open.getPublicExponent())
            + "\"}]}");
    server.start();
  }

  String url() {
    return url;
  }

  /** A token for an hour, about 750 octets long. */
  String token(String subject, String audience) throws Exception {
    long now = Instant.now().getEpochSecond();
    String head = text("{\"alg\":\"RS256\",\"typ\":\"at+jwt\",\"kid\":\"k\"}");
    String claims =
        text(
            "{\"iss\":\"" + url + "\",\"sub\":\"" + subject + "\",\"aud\":\"" + audience
                + "\",\"iat\":" + now + ",\"exp\":" + (now + 3600)
                + ",\"client_id\":\"bench\",\"jti\":\"" + "j".repeat(120) + "\"}");
    Signature rsa = Signature.getInstance("SHA256withRSA");
    rsa.initSign(key.getPrivate());
    rsa.update((head + "." + claims).getBytes(StandardCharsets.US_ASCII));
    return head + "." + claims + "." + base64(rsa.sign());
  }

  private static void serve(HttpServer server, String path, String json) {
    server.createContext(
        path,
        exchange -> {
          byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("content-type", "application/json");
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static String text(String json) {
    return base64(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String number(BigInteger value) {
    byte[] bytes = value.toByteArray();
    return base64(Arrays.copyOfRange(bytes, bytes[0] == 0 ? 1 : 0, bytes.length));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
