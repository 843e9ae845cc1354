package dev.postern.gateway.protocol.postgres.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.Principal;
import dev.postern.kernel.identity.SignIn;
import dev.postern.testkit.OneBound;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PasswordMintTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final PasswordUse USE = new PasswordUse("shop", "orders", "reporting");
  private static final MintLimits LIMITS =
      new MintLimits(Duration.ofMinutes(10), 5, 3, 4_096, 2, 4, 1, 4);

  private Instant now = NOON;
  private boolean grounded = true;
  private final PasswordMint mint = new PasswordMint(LIMITS, new Random(3), () -> now);

  @Test
  void a_minted_password_is_good_for_its_one_use_and_no_other() {
    Minting.Minted minted = minted(by("ana"));

    assertThat(standing(minted)).isInstanceOf(Candidate.Standing.Good.class);
    assertThat(proves(minted, USE)).isTrue();
    for (PasswordUse other :
        List.of(
            new PasswordUse("mart", "orders", "reporting"),
            new PasswordUse("shop", "people", "reporting"),
            new PasswordUse("shop", "orders", "owner"),
            new PasswordUse("shop", "", "reporting"))) {
      assertThat(proves(minted, other)).as(other.toString()).isFalse();
      assertThat(mint.candidate(minted.key(), other).standing())
          .isEqualTo(new Candidate.Standing.Bad("the password is for another database or account"));
    }
  }

  @Test
  void sessions_rest_on_the_very_proof_that_it_was_minted_with() {
    SignIn ana = by("ana");
    assertThat(standing(minted(ana))).isEqualTo(new Candidate.Standing.Good(ana));
  }

  @Test
  @Tag("reaches:MintLimits.lifetime")
  void it_ends_with_its_time_or_with_the_proof_whatever_comes_first() {
    Minting.Minted usual = minted(by("ana"));
    assertThat(usual.expires()).isEqualTo(NOON.plusSeconds(600));
    Minting.Minted brief = minted(by("ana", NOON.plusSeconds(30)));
    assertThat(brief.expires()).isEqualTo(NOON.plusSeconds(30));

    now = NOON.plusSeconds(30).minusNanos(1);
    assertThat(standing(brief)).isInstanceOf(Candidate.Standing.Good.class);
    now = NOON.plusSeconds(30);
    assertThat(standing(brief)).isInstanceOf(Candidate.Standing.Bad.class);
    assertThat(standing(usual)).isInstanceOf(Candidate.Standing.Good.class);
    now = NOON.plusSeconds(600);
    assertThat(standing(usual)).isEqualTo(new Candidate.Standing.Bad("the password is over"));
  }

  @Test
  void it_ends_when_what_vouched_for_it_changes() {
    Minting.Minted minted = minted(by("ana"));
    grounded = false;
    assertThat(standing(minted))
        .isEqualTo(new Candidate.Standing.Bad("what vouched for the password has changed"));
  }

  @Test
  void what_is_over_is_forgotten() {
    minted(by("ana"));
    now = NOON.plusSeconds(300);
    minted(by("ben"));
    now = NOON.plusSeconds(600);
    mint.sweep();
    assertThat(mint.size()).isEqualTo(1);
    grounded = false;
    mint.sweep();
    assertThat(mint.size()).isZero();
  }

  @Test
  @Tag("reaches:MintLimits.most")
  @Tag("reaches:MintLimits.each")
  void one_party_has_a_share_and_all_have_a_room() {
    for (int i = 0; i < LIMITS.each(); i++) {
      minted(by("ana"));
    }
    assertThat(mint.mint(by("ana"), USE)).isInstanceOf(Minting.Full.class);
    minted(by("ben"));
    minted(by("ben"));
    assertThat(mint.mint(by("carl"), USE)).isInstanceOf(Minting.Full.class);
    now = NOON.plusSeconds(600);
    minted(by("carl"));
    assertThat(mint.size()).isEqualTo(1);
  }

  @Test
  void an_agent_takes_the_share_of_whom_it_acts_for() {
    for (int i = 0; i < LIMITS.each(); i++) {
      Party agent =
          new Party(
              Party.Kind.AGENT, new Identity("i", "a" + i), "a" + i, Set.of(), Optional.of("olga"));
      minted(
          new SignIn(
              new Principal(List.of(agent, by("ana").principal().subject())),
              NOON,
              NOON.plusSeconds(3_600),
              "00"));
    }
    assertThat(mint.mint(by("ana"), USE)).isInstanceOf(Minting.Full.class);
  }

  @Test
  void who_mints_at_once_gets_no_more_than_the_share() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Minting>> asked =
          IntStream.range(0, 40)
              .mapToObj(i -> threads.submit(() -> mint.mint(by("ana"), USE)))
              .toList();
      int minted = 0;
      for (Future<Minting> one : asked) {
        minted += one.get() instanceof Minting.Minted ? 1 : 0;
      }
      assertThat(minted).isEqualTo(LIMITS.each());
    }
  }

  @Test
  void a_forgotten_password_gives_its_place_back_once() {
    Minting.Minted minted = minted(by("ana"));
    mint.forget(minted.key());
    mint.forget(minted.key());
    assertThat(standing(minted)).isInstanceOf(Candidate.Standing.Bad.class);
    for (int i = 0; i < LIMITS.each(); i++) {
      minted(by("ana"));
    }
    assertThat(mint.mint(by("ana"), USE)).isInstanceOf(Minting.Full.class);
  }

  @Test
  void keys_and_passwords_are_usualand_never_the_same() {
    PasswordMint wide =
        new PasswordMint(
            new MintLimits(Duration.ofMinutes(1), 500, 500, 4_096, 1, 1, 1, 1),
            new Random(4),
            () -> now);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      Minting.Minted minted = (Minting.Minted) wide.mint(by("ana"), USE);
      assertThat(minted.key()).matches(PasswordMint.KEY).isNotEqualTo("token");
      assertThat(minted.password()).matches("[A-Za-z0-9_-]{32}");
      assertThat(seen.add(minted.key()) && seen.add(minted.password())).isTrue();
      assertThat(minted.toString()).doesNotContain(minted.password());
    }
    String letters = String.join("", seen);
    for (char c : "abcdefghijklmnopqrstuvwxyz234567".toCharArray()) {
      assertThat(letters).contains(String.valueOf(c));
    }
  }

  @Test
  void an_unknown_key_looks_like_a_known_one_before_during_and_after() {
    Minting.Minted minted = minted(by("ana"));
    PasswordUse other = new PasswordUse("nowhere", "", "nobody");
    List<ScramVerifier> seen = new ArrayList<>();
    seen.add(mint.candidate(minted.key(), USE).verifier());
    seen.add(mint.candidate(minted.key(), other).verifier());
    now = NOON.plusSeconds(600);
    mint.sweep();
    seen.add(mint.candidate(minted.key(), USE).verifier());

    assertThat(seen)
        .allSatisfy(verifier -> {
          assertThat(verifier.salt()).isEqualTo(seen.getFirst().salt()).hasSize(16);
          assertThat(verifier.iterations()).isEqualTo(4_096);
          assertThat(verifier.storedKey()).hasSize(32);
        });
    assertThat(mint.candidate("aaaaaaaaaaaaaaaa", USE).verifier().salt())
        .isEqualTo(mint.candidate("aaaaaaaaaaaaaaaa", other).verifier().salt())
        .isNotEqualTo(seen.getFirst().salt());
    assertThat(
            new PasswordMint(LIMITS, new Random(9), () -> now)
                .candidate("aaaaaaaaaaaaaaaa", USE)
                .verifier()
                .salt())
        .isNotEqualTo(mint.candidate("aaaaaaaaaaaaaaaa", USE).verifier().salt());
  }

  @Test
  @Tag("reaches:MintLimits.tries")
  @Tag("reaches:MintLimits.triesPerSource")
  @Tag("reaches:MintLimits.perSecond")
  void wrong_proofs_are_counted_by_key_and_by_network_and_forgiven_with_time()
      throws UnknownHostException {
    InetAddress home = InetAddress.getByName("192.0.2.1");
    InetAddress away = InetAddress.getByName("192.0.2.2");
    mint.wrong("a".repeat(16), home);
    assertThat(mint.room("a".repeat(16), home)).isTrue();
    mint.wrong("a".repeat(16), home);
    assertThat(mint.room("a".repeat(16), away)).as("the key waits").isFalse();
    assertThat(mint.room("b".repeat(16), home)).isTrue();
    now = now.plusSeconds(1);
    assertThat(mint.room("a".repeat(16), away)).isTrue();

    InetAddress six = InetAddress.getByName("2001:db8::1");
    for (char key = 'c'; key < 'g'; key++) {
      mint.wrong(String.valueOf(key).repeat(16), six);
    }
    assertThat(mint.room("z".repeat(16), InetAddress.getByName("2001:db8::2"))).isFalse();
    assertThat(mint.room("z".repeat(16), InetAddress.getByName("2001:db8:0:1::2"))).isTrue();
  }

  @Test
  @Tag("reaches:MintLimits.iterations")
  void every_proof_costs_as_many_rounds_whether_there_is_such_a_key_or_not() {
    PasswordMint costly =
        new PasswordMint(OneBound.of(LIMITS, "iterations", 5_000), new Random(3), () -> now);
    Minting.Minted minted = (Minting.Minted) costly.mint(by("ana"), USE);
    for (String key : List.of(minted.key(), "z".repeat(16))) {
      assertThat(costly.candidate(key, USE).verifier().iterations()).isEqualTo(5_000);
    }
  }

  @Test
  @Tag("reaches:MintLimits.counted")
  void of_too_many_keys_the_one_not_seen_for_longest_begins_anew() throws UnknownHostException {
    MintLimits two = OneBound.of(OneBound.of(LIMITS, "counted", 2), "tries", 1);
    PasswordMint small = new PasswordMint(two, new Random(3), () -> now);
    InetAddress home = InetAddress.getByName("192.0.2.1");
    small.wrong("a".repeat(16), home);
    small.wrong("b".repeat(16), home);
    assertThat(small.room("b".repeat(16), home)).isFalse();
    assertThat(small.room("a".repeat(16), home)).as("two are counted").isFalse();

    small.wrong("c".repeat(16), home);

    assertThat(small.room("a".repeat(16), home)).as("seen after the other").isFalse();
    assertThat(small.room("b".repeat(16), home)).as("forgotten").isTrue();
    assertThat(small.room("c".repeat(16), home)).isFalse();
  }

  @Test
  void limits_are_more_than_nothing() {
    assertThatThrownBy(() -> LIMITS.with(Duration.ZERO, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MintLimits(Duration.ofMinutes(1), 1, 1, 1_000, 1, 1, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private Minting.Minted minted(SignIn by) {
    return switch (mint.mint(by, USE)) {
      case Minting.Minted minted -> minted;
      case Minting.Full(String why) -> throw new AssertionError(why);
    };
  }

  private Candidate.Standing standing(Minting.Minted minted) {
    return mint.candidate(minted.key(), USE).standing();
  }

  /** Whether the password is one that the candidate's verifier was made of. */
  private boolean proves(Minting.Minted minted, PasswordUse use) {
    ScramVerifier verifier = mint.candidate(minted.key(), use).verifier();
    byte[] password = minted.password().getBytes(StandardCharsets.US_ASCII);
    ScramKeys keys = ScramKeys.of(password, verifier.salt(), verifier.iterations());
    byte[] message = {1, 2, 3};
    return verifier
        .check(message, keys.proof(message))
        .filter(signature -> Arrays.equals(signature, keys.serverSignature(message)))
        .isPresent();
  }

  private SignIn by(String name) {
    return by(name, NOON.plusSeconds(3_600));
  }

  private SignIn by(String name, Instant expires) {
    Party person =
        new Party(
            Party.Kind.PERSON, new Identity("i", name), name, Set.of("staff"), Optional.empty());
    return new SignIn(Principal.of(person), NOON, expires, "00", () -> grounded);
  }
}
