package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.BAD_JSON;
import static dev.postern.gateway.signin.SignInFault.DUPLICATE_MEMBER;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * A reader for one JSON object that every reader understands alike: exact UTF-8, nothing after it,
 * bounded depth, and no two member names that are equal after case folding or up to a U+0000.
 */
final class StrictJson {
  private static final int DEEPEST = 16;
  private static final int LONGEST_NAME = 512;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(64)
                  .maxNameLength(LONGEST_NAME)
                  .build())
          .build();

  private StrictJson() {}

  /**
   * Reads an object.
   *
   * @param utf8 the bytes; the caller bounds their number
   * @throws FaultFound with {@link SignInFault#BAD_JSON} or {@link SignInFault#DUPLICATE_MEMBER}
   */
  static Claim.Members object(byte[] utf8) throws FaultFound {
    String text = decode(utf8);
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new FaultFound(BAD_JSON);
      }
      Claim.Members members = members(parser);
      if (parser.nextToken() != null) {
        throw new FaultFound(BAD_JSON);
      }
      return members;
    } catch (JacksonException e) {
      throw new FaultFound(BAD_JSON);
    }
  }

  /**
   * A member name as the laxest reader would compare it: folded to lower case through upper case,
   * which brings U+017F to s and U+212A to k, and cut at U+0000.
   */
  static String folded(String name) {
    int end = name.indexOf('\0');
    String cut = end < 0 ? name : name.substring(0, end);
    StringBuilder folded = new StringBuilder(cut.length());
    cut.codePoints()
        .map(c -> Character.toLowerCase(Character.toUpperCase(c)))
        .forEach(folded::appendCodePoint);
    return folded.toString();
  }

  private static String decode(byte[] utf8) throws FaultFound {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(utf8))
          .toString();
    } catch (CharacterCodingException e) {
      throw new FaultFound(BAD_JSON);
    }
  }

  private static Claim.Members members(JsonParser parser) throws FaultFound {
    Map<String, Claim> members = new HashMap<>();
    Set<String> folded = new HashSet<>();
    for (JsonToken at = parser.nextToken(); at != JsonToken.END_OBJECT; at = parser.nextToken()) {
      if (at != JsonToken.PROPERTY_NAME) {
        throw new FaultFound(BAD_JSON);
      }
      String name = parser.currentName();
      if (!folded.add(folded(name))) {
        throw new FaultFound(DUPLICATE_MEMBER);
      }
      members.put(name, value(parser, parser.nextToken()));
    }
    return new Claim.Members(members);
  }

  private static Claim value(JsonParser parser, JsonToken token) throws FaultFound {
    return switch (token) {
      case START_OBJECT -> members(parser);
      case START_ARRAY -> items(parser);
      case VALUE_STRING -> new Claim.Text(wellFormed(parser.getString()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Claim.Figure(parser.getString());
      case VALUE_TRUE -> new Claim.Flag(true);
      case VALUE_FALSE -> new Claim.Flag(false);
      case VALUE_NULL -> new Claim.Nothing();
      case END_ARRAY, END_OBJECT, NOT_AVAILABLE, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT ->
          throw new FaultFound(BAD_JSON);
    };
  }

  private static Claim.Items items(JsonParser parser) throws FaultFound {
    List<Claim> items = new ArrayList<>();
    for (JsonToken at = parser.nextToken(); at != JsonToken.END_ARRAY; at = parser.nextToken()) {
      items.add(value(parser, at));
    }
    return new Claim.Items(items);
  }

  /** An escape can spell half of a surrogate pair, which no UTF-8 can carry on. */
  private static String wellFormed(String text) throws FaultFound {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new FaultFound(BAD_JSON);
      }
    }
    return text;
  }
}
