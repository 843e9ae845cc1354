package dev.postern.gateway.protocol.postgres.wire;

/**
 * The longest messages, in bytes of content, the type and the length field not counted. What is
 * relayed as it arrives ({@code copy}, {@code row}) is never held whole.
 *
 * @param startup a start-up packet; the server allows 10,000
 * @param proof a password, token or SASL message of a client
 * @param statement the text of Query or Parse, with what stands beside it; drivers that bind in the
 *     client write all values into it
 * @param values Bind and FunctionCall
 * @param request every other message of a client; the server allows 10,000 with the length field
 * @param copy CopyData of either side
 * @param row DataRow
 * @param report ErrorResponse, NoticeResponse and NotificationResponse
 * @param description RowDescription, ParameterDescription and the starts of COPY
 * @param result FunctionCallResponse
 * @param reply every other message of a server; libpq allows 30,000
 */
public record WireLimits(
    int startup,
    int proof,
    int statement,
    int values,
    int request,
    int copy,
    int row,
    int report,
    int description,
    int result,
    int reply) {
  /** The server's own bounds count the length field, these do not. */
  private static final int LENGTH = 4;

  private static final int SERVER_LONGEST = 0x3fff_fffe - LENGTH;

  /** What the gateway uses unless it is configured. */
  public static final WireLimits DEFAULT =
      new WireLimits(
          10_000,
          65_535,
          64 << 20,
          64 << 20,
          10_000 - LENGTH,
          SERVER_LONGEST,
          SERVER_LONGEST,
          16 << 20,
          1 << 20,
          64 << 20,
          30_000);

  public WireLimits {
    for (int limit :
        new int[] {
          startup, proof, statement, values, request, copy, row, report, description, result, reply
        }) {
      if (limit < 8 || limit > SERVER_LONGEST) {
        throw new IllegalArgumentException(
            "a message's limit is from 8 to " + SERVER_LONGEST + " bytes, not " + limit);
      }
    }
  }
}
