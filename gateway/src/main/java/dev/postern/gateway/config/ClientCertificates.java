package dev.postern.gateway.config;

import dev.postern.gateway.config.yaml.Form;
import dev.postern.gateway.config.yaml.Forms;
import dev.postern.gateway.config.yaml.Names;
import dev.postern.gateway.config.yaml.Read;
import dev.postern.gateway.config.yaml.Scalars;
import dev.postern.gateway.config.yaml.Section;
import dev.postern.gateway.config.yaml.Units;
import dev.postern.gateway.signin.CertificateSettings;
import dev.postern.gateway.signin.CertificateSettings.SubjectName;
import dev.postern.gateway.signin.PartyRule;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Certificates of clients, as a listener's section has them.
 *
 * @param authorities the PEM file of those who vouch for them
 * @param identity what they mean; empty where they say of nobody who it is
 */
record ClientCertificates(Path authorities, Optional<CertificateSettings> identity) {
  private static final Map<String, SubjectName> NAMES =
      Map.of(
          "uri", SubjectName.URI,
          "email", SubjectName.EMAIL,
          "dns", SubjectName.DNS,
          "cn", SubjectName.CN);

  private static final Form<CertificateSettings> IDENTITY =
      Forms.section(ClientCertificates::identity);

  static final Form<ClientCertificates> FORM = Forms.section(ClientCertificates::read);

  private static Optional<ClientCertificates> read(Section at) {
    Read<Path> authorities =
        at.key("authorities", Units.file(), "The PEM file of authorities that vouch for clients.")
            .required();
    Read<Optional<CertificateSettings>> identity =
        at.key(
                "identity",
                IDENTITY,
                "What a certificate says of who presents it; nothing without it.")
            .optional();
    return at.make(() -> new ClientCertificates(authorities.get(), identity.get()));
  }

  private static Optional<CertificateSettings> identity(Section at) {
    Read<String> issuer =
        at.key(
                "issuer",
                Issuers.ID.naming(Names.Kind.ISSUER),
                "Our short name for the authorities, unique among issuers.")
            .required();
    Read<SubjectName> name =
        at.key("name", Scalars.choice(NAMES), "Which name of a certificate is its subject.")
            .required();
    Read<List<PartyRule>> parties =
        at.key(
                "parties",
                Forms.some(Parties.FORM, 100),
                "What the subjects are; the first rule whose conditions on sub hold is the one.")
            .or(List.of(Issuers.ANY_PERSON));
    return at.make(() -> new CertificateSettings(issuer.get(), name.get(), parties.get()));
  }
}
