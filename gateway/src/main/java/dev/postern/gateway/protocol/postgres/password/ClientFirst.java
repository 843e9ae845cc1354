package dev.postern.gateway.protocol.postgres.password;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A client's first message (RFC 5802, section 7), read strictly.
 *
 * @param bound whether the exchange is bound to the TLS connection
 * @param header the GS2 header as it was sent
 * @param bare the message without it
 * @param nonce the client's part of the nonce
 */
record ClientFirst(boolean bound, String header, String bare, String nonce) {
  private static final int LONGEST = 2_048;
  private static final String END_POINT = "tls-server-end-point";

  /** {@code gs2-header}: the flag, and nobody else in whose name the client would act. */
  private static final Pattern HEADER =
      Pattern.compile("(?:([ny])|p=([A-Za-z0-9.-]{1,64})),(a=[^,\\x00]{1,255}+)?,");

  /**
   * {@code client-first-message-bare}. The name is not looked at, as with PostgreSQL's servers: it
   * stands in the start-up message. Extensions that nobody defined are passed over; {@code m},
   * which asks to be understood, is none of them.
   */
  private static final Pattern BARE =
      Pattern.compile(
          "n=(?:[^\\x00,=]|=2C|=3D){0,255}+,r=([\\x21-\\x2b\\x2d-\\x7e]{1,512})"
              + "(?:,[bdfghj-loqtuw-zA-Z]=[^\\x00,]{1,255}+){0,8}+");

  /** What a message comes to. */
  sealed interface Reading {
    /** It is one. */
    record Good(ClientFirst first) implements Reading {}

    /** The client could bind, and was told by somebody that the gateway cannot. */
    record Downgraded() implements Reading {}

    /** It is none that is spoken here. */
    record Malformed(String why) implements Reading {}
  }

  /**
   * Reads one.
   *
   * @param text each byte a character
   * @param plus whether the client chose the mechanism that binds
   * @param offered whether that was offered
   */
  static Reading read(String text, boolean plus, boolean offered) {
    Matcher header = HEADER.matcher(text);
    if (text.length() > LONGEST || !header.lookingAt()) {
      return new Reading.Malformed("this is no first message of SCRAM");
    }
    if (header.group(3) != null) {
      return new Reading.Malformed("nobody acts in another's name here");
    }
    Matcher bare = BARE.matcher(text.substring(header.end()));
    if (!bare.matches()) {
      return new Reading.Malformed("this is no first message of SCRAM");
    }
    boolean bound = header.group(2) != null;
    if (bound != plus) {
      return new Reading.Malformed("the mechanism and the channel binding do not fit together");
    }
    if (bound && !END_POINT.equals(header.group(2))) {
      return new Reading.Malformed("the channel binding is " + END_POINT + " or none");
    }
    if ("y".equals(header.group(1)) && offered) {
      return new Reading.Downgraded();
    }
    return new Reading.Good(new ClientFirst(bound, header.group(), bare.group(), bare.group(1)));
  }
}
