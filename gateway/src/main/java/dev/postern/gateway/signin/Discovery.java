package dev.postern.gateway.signin;

import java.io.IOException;
import java.net.URI;

/**
 * An issuer's discovery document (OpenID Connect Discovery 1.0, section 4; RFC 8414, section 3).
 * Blocks; for virtual threads.
 */
record Discovery(IssuerFetch fetch, KeyTimes times) {
  /**
   * An address that the document names.
   *
   * @param document where it is
   * @param issuer whose it has to be
   * @param member the member that holds the address
   * @throws IOException when there is no such document, or it names none that may be used
   */
  URI address(URI document, String issuer, String member) throws IOException, InterruptedException {
    try {
      Claim.Members members = StrictJson.object(fetch.get(document, times));
      if (!members.text("issuer").filter(issuer::equals).isPresent()) {
        throw new IOException("the discovery document is another issuer's");
      }
      URI address =
          URI.create(
              members
                  .text(member)
                  .orElseThrow(
                      () -> new IOException("the discovery document has no usable " + member)));
      Addresses.demandNoStepDown(document, address);
      return address;
    } catch (FaultFound e) {
      throw new IOException("the discovery document is not exact JSON", e);
    } catch (IllegalArgumentException e) {
      throw new IOException("the discovery document has no usable " + member);
    }
  }
}
