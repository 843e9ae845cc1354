package dev.postern.kernel.cedar;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader's place among the tokens of one source: looks one token ahead, counts nesting, and finds
 * the next place to go on after an error.
 */
final class Cursor {
  /** Words that cannot name a type, an attribute or a variable. */
  private static final Set<String> RESERVED =
      Set.of("true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar");

  private final Lexer lexer;
  private final int nesting;
  private int depth;
  private @Nullable Token ahead;

  Cursor(Source source, Limits limits) {
    this.lexer = new Lexer(source);
    this.nesting = limits.nesting();
  }

  Token peek() {
    Token token = ahead;
    if (token == null) {
      token = lexer.token();
      ahead = token;
    }
    return token;
  }

  Token take() {
    Token token = peek();
    ahead = null;
    return token;
  }

  boolean at(Token.Kind kind) {
    return peek().kind() == kind;
  }

  boolean at(String word) {
    return peek().is(word);
  }

  boolean accept(String word) {
    boolean there = at(word);
    if (there) {
      take();
    }
    return there;
  }

  Token expect(String word) {
    if (!at(word)) {
      throw expected("`" + word + "`");
    }
    return take();
  }

  Token expect(Token.Kind kind, String what) {
    if (!at(kind)) {
      throw expected(what);
    }
    return take();
  }

  /** A word that is not reserved. */
  Token name(String what) {
    Token token = expect(Token.Kind.IDENTIFIER, what);
    if (RESERVED.contains(token.text())) {
      throw new SyntaxException(
          token.at(), "expected %s, found the reserved word %s".formatted(what, token.named()));
    }
    return token;
  }

  /** {@code A::B::C}, behind {@code first} which has been taken. */
  String path(Token first, String what) {
    StringBuilder path = new StringBuilder(first.text());
    while (accept("::")) {
      path.append("::").append(name(what).text());
    }
    return path.toString();
  }

  /**
   * What {@code element} reads, as often as commas go on, up to {@code close}; a last comma may
   * stand there too.
   */
  <T> List<T> list(String close, Supplier<T> element) {
    List<T> elements = new ArrayList<>();
    while (!at(close)) {
      elements.add(element.get());
      if (!accept(",")) {
        break;
      }
    }
    expect(close);
    return elements;
  }

  /** What {@code inner} reads, one level deeper. */
  <T> T nested(Supplier<T> inner) {
    if (++depth > nesting) {
      throw new SyntaxException(peek().at(), "nested deeper than %d levels".formatted(nesting));
    }
    T read = inner.get();
    depth--;
    return read;
  }

  /** Goes behind the next semicolon, or to the end. */
  void recover() {
    depth = 0;
    while (true) {
      try {
        Token token = take();
        if (token.is(";") || token.kind() == Token.Kind.END) {
          return;
        }
      } catch (SyntaxException noToken) {
        // What cannot be read is skipped like the rest of a policy that has been reported already.
        ahead = null;
      }
    }
  }

  SyntaxException expected(String what) {
    Token found = peek();
    return new SyntaxException(found.at(), "expected %s, found %s".formatted(what, found.named()));
  }
}
