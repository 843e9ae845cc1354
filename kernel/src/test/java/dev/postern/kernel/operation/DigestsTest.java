package dev.postern.kernel.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The golden vectors were computed from the encoding's description by a program in Python. */
class DigestsTest {
  private static final Party ANA = party(Party.Kind.PERSON, "1", "ana");
  private static final Party ASSISTANT = party(Party.Kind.AGENT, "2", "assistant");

  @Test
  void an_operation_has_the_digest_of_its_description() {
    assertThat(hex(operation(new Value.Null())))
        .isEqualTo("04474a6f83387a38e70bef86dca709ffe21a85df4537eb8cf7964b005fb1cd6d");
  }

  @Test
  void every_kind_of_value_and_every_link_and_atom_counts_and_keys_stand_in_utf_16_order() {
    Map<String, Value> arguments = new LinkedHashMap<>();
    arguments.put("🚪", new Value.Text("b"));
    arguments.put("\uff5e", new Value.Text("a"));
    arguments.put("list", new Value.ListOf(List.of(new Value.Text("grün 🚪"), new Value.Null())));
    arguments.put("raw", new Value.Bytes(new byte[] {0, 1, (byte) 0xff}));
    arguments.put("off", new Value.Bool(false));
    arguments.put("on", new Value.Bool(true));
    arguments.put("limit", new Value.Numeral("1e2"));
    Map<String, Value> payload = new LinkedHashMap<>();
    payload.put("name", new Value.Text("run"));
    payload.put("", new Value.ListOf(List.of()));
    payload.put("arguments", new Value.MapOf(arguments));
    Atom reveal =
        new Atom(
            Action.shared("reveal"),
            new Resource(new Ref("Field", "registry/run#$.email"), Set.of()));
    Operation operation =
        new Operation(
            new Principal(List.of(ASSISTANT, ANA)),
            "registry",
            "any label",
            List.of(run(), reveal),
            Effect.UNKNOWN,
            Value.NOTHING,
            new Value.MapOf(payload));

    assertThat(hex(operation))
        .isEqualTo("2e6f2bb3f86b9414eb1d3971b8a3d9cb5d9c1f435a718b664fcb8d2e60bdcf52");
  }

  @Test
  void long_texts_are_digested_whole() {
    assertThat(hex(text("x".repeat(5_000))))
        .isEqualTo("4eb7c79b99756976be10604b75d01e4c52bf92aa6b8da7ccd4f129157acdbd73");
    assertThat(hex(text("ø".repeat(5_000))))
        .isEqualTo("5bf9babf75b5b5403b6c678fb4e5216d37947863ce57b96b7b752ec92bf889d5");
  }

  @Test
  void half_a_surrogate_pair_is_not_the_question_mark_that_utf_8_makes_of_it() {
    assertThat(hex(text("\ud83d")))
        .isEqualTo("2f9b43a6025a5b2562a00533f30e144e5af3e08ae54435517656d5e24e6cb1a4");
    assertThat(hex(text("?")))
        .isEqualTo("666bf71dcbca17ae305c55779cc34e42d360f0e60e4545c3c8c4ad1d6cfe0368");
  }

  @Test
  void one_object_gives_every_digest_anew_whatever_the_length_of_a_text()
      throws NoSuchAlgorithmException {
    Digests digests = new Digests();
    MessageDigest all = MessageDigest.getInstance("SHA-256");
    for (int length = 0; length < 2_100; length++) {
      all.update(digests.digest(text("x".repeat(length))));
    }
    assertThat(HexFormat.of().formatHex(all.digest()))
        .isEqualTo("4ae64b734e5bb6084a4fc13c6665c9ec92bd4fbd1a6780c7d33f6bd3a71e60a5");
  }

  @Test
  void a_digest_that_broke_off_leaves_nothing_behind() {
    Digests digests = new Digests();
    Value bottomless = new Value.ListOf(List.of());
    for (int depth = 0; depth < 200_000; depth++) {
      bottomless = new Value.ListOf(List.of(bottomless));
    }
    List<Throwable> thrown = new ArrayList<>();
    try {
      digests.digest(operation(bottomless));
    } catch (StackOverflowError tooDeep) {
      thrown.add(tooDeep);
    }

    assertThat(thrown).hasSize(1);
    assertThat(digests.digest(operation(new Value.Null())))
        .isEqualTo(operation(new Value.Null()).digest());
  }

  @Test
  void what_is_sent_is_digested_as_it_is() {
    byte[] bytes = "abc".getBytes(StandardCharsets.US_ASCII);
    // FIPS 180-2, appendix B.1.
    String expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    assertThat(HexFormat.of().formatHex(Digests.of(bytes))).isEqualTo(expected);
    assertThat(HexFormat.of().formatHex(new Digests().digest(Forwarded.of(bytes))))
        .isEqualTo(expected);
  }

  private static String hex(Operation operation) {
    return HexFormat.of().formatHex(operation.digest());
  }

  private static Operation text(String text) {
    return operation(new Value.Text(text));
  }

  private static Operation operation(Value payload) {
    return new Operation(
        Principal.of(ANA),
        "registry",
        "any label",
        List.of(run()),
        Effect.READ,
        Value.NOTHING,
        payload);
  }

  private static Atom run() {
    return new Atom(
        new Action("registry", "run", Set.of("read")),
        new Resource(new Ref("Tool", "registry/run"), Set.of()));
  }

  private static Party party(Party.Kind kind, String subject, String name) {
    return new Party(kind, new Identity("https://idp", subject), name, Set.of(), Optional.empty());
  }
}
