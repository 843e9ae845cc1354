package dev.postern.gateway.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.gateway.drive.TestAuthority;
import dev.postern.gateway.signin.CertificateSettings.SubjectName;
import dev.postern.kernel.identity.Identity;
import dev.postern.kernel.identity.Party;
import dev.postern.kernel.identity.SignIn;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who clients are by their certificates. */
class CertificateOwnersTest {
  private static final String NAMES =
      "san=email:ana@corp.example,uri:spiffe://corp/ana,dns:ana.corp.example";

  @TempDir private static Path folder;
  private static TestAuthority authority;
  private static List<X509Certificate> ana = List.of();

  private final Fixture fixture = new Fixture();

  @BeforeAll
  static void issue() throws Exception {
    authority = new TestAuthority(folder, "clients");
    ana =
        authority
            .issue("CN=Ana A,O=Corp", "-ext", NAMES, "-startdate", "2026/11/01", "-validity", "60")
            .chain();
  }

  @BeforeEach
  void byMail() {
    by(SubjectName.EMAIL);
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void each_kind_of_name_says_who_somebody_is() {
    for (SubjectName kind : SubjectName.values()) {
      by(kind);
      String expected =
          switch (kind) {
            case URI -> "spiffe://corp/ana";
            case EMAIL -> "ana@corp.example";
            case DNS -> "ana.corp.example";
            case CN -> "Ana A";
          };
      Party party = accepted(ana).principal().subject();
      assertThat(party.identity()).isEqualTo(new Identity("x509:pki", expected));
      assertThat(party.name()).isEqualTo("pki:" + expected);
      assertThat(party.kind()).isEqualTo(Party.Kind.PERSON);
    }
  }

  @Test
  void a_person_is_the_same_by_certificate_and_by_token() {
    SignInSettings plain = fixture.settings(Fixture.person());
    Identity byToken = new Identity(fixture.issuer.issuer(), "ana");
    Identity byCertificate = new Identity("x509:pki", "ana@corp.example");
    fixture.desk.replace(
        new SignInSettings(
            plain.issuers(),
            List.of(new PersonSettings("ana", Set.of(byToken, byCertificate), Set.of("on-call"))),
            List.of(),
            Optional.of(settings(SubjectName.EMAIL, Fixture.person()))));

    Party certificate = accepted(ana).principal().subject();
    Party token =
        ((Answer.Accepted) fixture.verify(fixture.token())).signIn().principal().subject();
    assertThat(certificate.name()).isEqualTo("ana").isEqualTo(token.name());
    assertThat(certificate.groups()).isEqualTo(token.groups()).containsExactly("on-call");
  }

  @Test
  void a_workload_has_the_owner_that_its_rule_names() {
    PartyRule rule =
        new PartyRule.Workload(
            List.of(new ClaimCondition.Is(new ClaimPath(List.of("sub")), "spiffe://corp/ana")),
            new Naming.Fixed("nightly"),
            new Ownership.Fixed("ana"),
            Set.of("jobs"));
    replace(settings(SubjectName.URI, rule));
    assertThat(accepted(ana).principal().subject())
        .isEqualTo(
            new Party(
                Party.Kind.WORKLOAD,
                new Identity("x509:pki", "spiffe://corp/ana"),
                "nightly",
                Set.of("jobs"),
                Optional.of("ana")));
    replace(settings(SubjectName.EMAIL, rule));
    assertThat(fixture.desk.owner(ana)).isEqualTo(refused(SignInFault.NO_PARTY_RULE));
  }

  @Test
  void of_two_names_of_the_kind_none_counts() throws Exception {
    List<X509Certificate> two =
        issued("CN=x", "san=email:ana@corp.example,email:root@corp.example,uri:urn:x,uri:urn:x");
    assertThat(fixture.desk.owner(two)).isEqualTo(refused(SignInFault.CERTIFICATE_AMBIGUOUS));
    by(SubjectName.URI);
    assertThat(fixture.desk.owner(two)).isEqualTo(refused(SignInFault.CERTIFICATE_AMBIGUOUS));
    by(SubjectName.CN);
    assertThat(accepted(two).principal().subject().name()).isEqualTo("pki:x");
    for (String subject : List.of("CN=ana,OU=x,CN=root", "CN=ana+CN=root")) {
      assertThat(fixture.desk.owner(issued(subject, "san=dns:x")))
          .as(subject)
          .isEqualTo(refused(SignInFault.CERTIFICATE_AMBIGUOUS));
    }
  }

  @Test
  void a_certificate_without_the_name_is_nobodys() throws Exception {
    List<X509Certificate> bare = issued("CN=ana@corp.example", "san=dns:ana");
    assertThat(fixture.desk.owner(bare)).isEqualTo(refused(SignInFault.CERTIFICATE_WITHOUT_NAME));
    by(SubjectName.CN);
    assertThat(fixture.desk.owner(issued("O=Corp", "san=dns:ana")))
        .isEqualTo(refused(SignInFault.CERTIFICATE_WITHOUT_NAME));
  }

  @Test
  void names_with_a_nul_inside_or_that_are_too_long_are_nobodys() throws Exception {
    by(SubjectName.CN);
    assertThat(fixture.desk.owner(patched("CN=anaXevil", "anaXevil", "ana\0evil")))
        .isEqualTo(refused(SignInFault.BAD_SUBJECT));
    by(SubjectName.EMAIL);
    assertThat(
            fixture.desk.owner(
                patched("CN=x", "san=email:ana@corpXevil.example", "corpXevil", "corp\0evil")))
        .isInstanceOf(Answer.Refused.class);
    by(SubjectName.DNS);
    assertThat(fixture.desk.owner(patched("CN=x", "san=dns:corpXevil", "corpXevil", "corp\0evil")))
        .isInstanceOf(Answer.Refused.class);
    by(SubjectName.URI);
    assertThat(fixture.desk.owner(issued("CN=x", "san=uri:urn:" + "x".repeat(300))))
        .isEqualTo(refused(SignInFault.BAD_SUBJECT));
  }

  @Test
  void it_holds_until_the_first_end_in_its_chain() {
    assertThat(accepted(ana).expires())
        .isEqualTo(
            ana.stream()
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow());
    fixture.pass(Duration.between(Fixture.START, accepted(ana).expires()).minusNanos(1));
    assertThat(fixture.desk.owner(ana)).isInstanceOf(Answer.Accepted.class);
    fixture.pass(Duration.ofNanos(1));
    assertThat(fixture.desk.owner(ana)).isEqualTo(refused(SignInFault.EXPIRED));
  }

  @Test
  void what_it_proved_holds_until_settings_make_somebody_else_of_it() throws Exception {
    List<X509Certificate> bens = issued("CN=Ben", "san=email:ben@corp.example");
    SignIn ben = accepted(bens);
    SignIn first = accepted(ana);
    by(SubjectName.EMAIL);
    assertThat(first.ground().holds()).as("nothing changed").isTrue();

    replace(
        new CertificateSettings(
            "pki", SubjectName.EMAIL, List.of(staff("ana@corp.example"), Fixture.person())));
    assertThat(first.ground().holds()).isFalse();
    assertThat(ben.ground().holds()).isTrue();
    SignIn second = accepted(ana);
    assertThat(second.principal().subject().groups()).containsExactly("staff");

    SignInSettings plain = fixture.settings(Fixture.person());
    Identity identity = second.principal().subject().identity();
    fixture.desk.replace(
        new SignInSettings(
            plain.issuers(),
            List.of(new PersonSettings("ana", Set.of(identity), Set.of())),
            List.of(),
            Optional.of(
                new CertificateSettings(
                    "pki",
                    SubjectName.EMAIL,
                    List.of(staff("ana@corp.example"), Fixture.person())))));
    assertThat(second.ground().holds()).isFalse();
    assertThat(ben.ground().holds()).isTrue();

    by(SubjectName.DNS);
    assertThat(ben.ground().holds()).as("another name says who it is").isFalse();
    SignIn third = accepted(ana);
    fixture.desk.replace(fixture.settings(Fixture.person()));
    assertThat(third.ground().holds()).isFalse();
    assertThat(fixture.desk.owner(ana))
        .isEqualTo(new Answer.Refused(SignInFault.NO_CERTIFICATE_IDENTITY, Optional.empty()));
  }

  @Test
  void authorities_are_not_called_as_an_issuer_is() {
    SignInSettings plain = fixture.settings(Fixture.person());
    assertThatThrownBy(() ->
            new SignInSettings(
                plain.issuers(),
                List.of(),
                List.of(),
                Optional.of(
                    new CertificateSettings("corp", SubjectName.CN, List.of(Fixture.person())))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<X509Certificate> issued(String subject, String names) throws Exception {
    return authority.issue(subject, "-ext", names, "-validity", "60").chain();
  }

  private static List<X509Certificate> patched(String subject, String text, String by)
      throws Exception {
    return patched(subject, "san=dns:x", text, by);
  }

  /** A certificate with other letters in it; its signature is TLS's to look at, not sign-in's. */
  private static List<X509Certificate> patched(String subject, String names, String text, String by)
      throws Exception {
    String octets =
        new String(issued(subject, names).getFirst().getEncoded(), StandardCharsets.ISO_8859_1);
    assertThat(octets).contains(text);
    byte[] changed = octets.replace(text, by).getBytes(StandardCharsets.ISO_8859_1);
    return List.of(
        (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(changed)));
  }

  private SignIn accepted(List<X509Certificate> chain) {
    return switch (fixture.desk.owner(chain)) {
      case Answer.Accepted(SignIn signIn) -> signIn;
      case Answer.Refused refused -> throw new AssertionError(refused.toString());
      case Answer.LacksScope lacks -> throw new AssertionError(lacks.toString());
      case Answer.Busy busy -> throw new AssertionError(busy.toString());
    };
  }

  private static PartyRule staff(String subject) {
    return new PartyRule.Person(
        List.of(new ClaimCondition.Is(ClaimPath.parse("sub"), subject)),
        new Naming.Canonical(),
        Set.of("staff"));
  }

  private static Answer refused(SignInFault fault) {
    return new Answer.Refused(fault, Optional.of("pki"));
  }

  private void by(SubjectName kind) {
    replace(settings(kind, Fixture.person()));
  }

  private void replace(CertificateSettings certificates) {
    SignInSettings plain = fixture.settings(Fixture.person());
    fixture.desk.replace(
        new SignInSettings(
            plain.issuers(), plain.people(), plain.agents(), Optional.of(certificates)));
  }

  private static CertificateSettings settings(SubjectName kind, PartyRule rule) {
    return new CertificateSettings("pki", kind, List.of(rule));
  }
}
