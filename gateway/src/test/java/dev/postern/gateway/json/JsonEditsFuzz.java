package dev.postern.gateway.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.operation.Value;
import dev.postern.testkit.fuzz.FuzzInput;
import dev.postern.testkit.fuzz.FuzzTarget;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Splices: which values go is the first bytes' choice, the document is the rest. */
public final class JsonEditsFuzz implements FuzzTarget {
  private static final byte[] MASK = "\"***\"".getBytes(UTF_8);

  @Override
  public String name() {
    return "json-edits";
  }

  @Override
  public String property() {
    return "a spliced document is valid JSON, means the same as the edit made on the tree, holds"
        + " nothing of what was masked or dropped, and is byte for byte the same elsewhere";
  }

  @Override
  public List<String> seeds() {
    return List.of(
        "\u0001\u0003\u0000\u0002{\"a\":[1, 2 ,{\"b\" : \"x\"}],\"c\":null}",
        "\u00ff\u0055\u00aa\u0000[ [], {}, \"canary\" , [ 1 ] ]",
        "\u0000\u0000\u0004\u0001{\"a\":1,\"b\":2,\"c\":[3]}",
        "\u0000\u0000\u000c\u0001{\"a\":1 , \"b\":2 , \"c\":3 }",
        "\u0000\u0000\u000c\u0003[1, 2 ,3]",
        "\u0000\u0000\u0008\u0001{\"a\":1,\"b\":2}",
        "\u0000\u0000\u0002\u0001{\"a\":1,\"b\":2}",
        "\u0000\u0000\u0008\u0003[ 1 , 2 ]",
        "\u0000\u0000\u0004\u0003[[1],[2,3],[]]",
        "\u0000\u0000\u0000\u0002{\"puT\":0}",
        "\u0002\u0002\u0002\u0002{ \"a\" : 1 , \"b\" : 2 , \"c\" : 3 }");
  }

  @Override
  public List<String> words() {
    return List.of("{\"a\":", ",\"b\":[1]", "[ ", " ]", " , ", "\"\"", "{}");
  }

  @Override
  public void run(byte[] input) {
    FuzzInput choices = new FuzzInput(input);
    int which = choices.octet() << 16 | choices.octet() << 8 | choices.octet();
    int how = choices.octet();
    byte[] text = choices.rest();
    if (!(JsonScan.of(text, JsonLimits.standard()) instanceof JsonDocument document)) {
      return;
    }
    Plan plan = new Plan(document, which, how);
    Value expected = plan.value(document.root());
    byte[] edited = plan.edits.apply();
    assertThat(JsonScan.of(edited, JsonLimits.standard()))
        .isInstanceOfSatisfying(
            JsonDocument.class,
            after -> assertThat(JsonPayload.of(after.root())).isEqualTo(expected));
    if ((how & 3) == 0) {
      assertThat(edited).isEqualTo(plan.spliced());
    }
  }

  /** Edits the text and the tree alike. */
  private static final class Plan {
    final Edits edits;
    private final JsonDocument document;
    private final int which;
    private final int how;
    private final List<JsonValue> masked = new ArrayList<>();
    private int values;

    Plan(JsonDocument document, int which, int how) {
      this.document = document;
      this.edits = Edits.of(document);
      this.which = which;
      this.how = how;
    }

    private boolean chosen() {
      return (which >> values++ % 24 & 1) == 1;
    }

    Value value(JsonValue value) {
      if (chosen()) {
        masked.add(value);
        edits.replace(value, MASK);
        return new Value.Text("***");
      }
      return switch (value.kind()) {
        case OBJECT -> map(value);
        case ARRAY -> list(value);
        case STRING, NUMBER, BOOLEAN, NULL -> JsonPayload.of(value);
      };
    }

    private Value map(JsonValue object) {
      Map<String, Value> left = new LinkedHashMap<>();
      boolean drops = (how & 3) == 1;
      List<String> dropped = new ArrayList<>();
      for (JsonMember member : object.members()) {
        if (drops && chosen()) {
          dropped.add(member.name());
        } else {
          left.put(member.name(), value(member.value()));
        }
      }
      if (drops) {
        edits.keepMembers(object, member -> !dropped.contains(member.name()));
      } else if ((how & 3) == 2 && lacks(object, "put")) {
        edits.put(object, "put", MASK);
        left.put("put", new Value.Text("***"));
      }
      return new Value.MapOf(left);
    }

    /** One that looks like it would give way, and with it what was masked inside. */
    private static boolean lacks(JsonValue object, String name) {
      for (JsonMember member : object.members()) {
        if (KeyFold.of(member.name()).equals(name)) {
          return false;
        }
      }
      return true;
    }

    private Value list(JsonValue array) {
      List<Value> left = new ArrayList<>();
      boolean drops = (how & 3) == 3;
      List<JsonValue> dropped = new ArrayList<>();
      for (JsonValue element : array.elements()) {
        if (drops && chosen()) {
          dropped.add(element);
        } else {
          left.add(value(element));
        }
      }
      if (drops) {
        edits.keepElements(array, element -> !dropped.contains(element));
      }
      return new Value.ListOf(left);
    }

    /** The document with the masked spans replaced, in the plainest way. */
    byte[] spliced() {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      int at = 0;
      for (JsonValue value : masked) {
        out.write(document.bytes(), at, value.start() - at);
        out.writeBytes(MASK);
        at = value.end();
      }
      out.write(document.bytes(), at, document.bytes().length - at);
      return out.toByteArray();
    }
  }
}
