package dev.postern.cli.release;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a release holds, file by file: the document that is signed.
 *
 * @param format {@link #FORMAT}
 * @param version of Postern
 * @param commit what it was built from
 * @param built the time of that commit, RFC 3339
 * @param artifact the file that is spoken of
 * @param parts what it was made of, with their licences
 * @param members every member of its file tree, in the archive's order
 */
public record ReleaseAudit(
    String format,
    String version,
    String commit,
    String built,
    Artifact artifact,
    List<Part> parts,
    List<Member> members) {
  /** The form of this document. */
  public static final String FORMAT = "postern-release-audit-1";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * The released file.
   *
   * @param file its name
   * @param size in bytes
   * @param sha256 in hexadecimal
   */
  public record Artifact(String file, long size, String sha256) {}

  /**
   * Something that a release was made of.
   *
   * @param origin as members name it
   * @param licences SPDX expressions or names, at least one
   * @param texts where in the tree the texts of its licences are
   */
  public record Part(String origin, List<String> licences, List<String> texts) {
    public Part {
      licences = List.copyOf(licences);
      texts = List.copyOf(texts);
    }
  }

  public ReleaseAudit {
    parts = List.copyOf(parts);
    members = List.copyOf(members);
  }

  /**
   * Reads an audit.
   *
   * @throws IOException when it is none, or of another form
   */
  public static ReleaseAudit parse(byte[] document) throws IOException {
    try {
      ReleaseAudit audit = JSON.readValue(document, ReleaseAudit.class);
      if (!FORMAT.equals(audit.format())) {
        throw new IOException("an audit of another form: " + audit.format());
      }
      return audit;
    } catch (JacksonException | NullPointerException wrong) {
      throw new IOException("not an audit of a release", wrong);
    }
  }

  /** The document, the same bytes for the same audit. */
  public byte[] bytes() {
    return (JSON.writeValueAsString(this).replace("\r\n", "\n") + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /** In what a tree differs from this audit, a sentence for each; empty when in nothing. */
  public List<String> differences(List<Member> found) {
    Map<String, Member> listed = new LinkedHashMap<>();
    members.forEach(member -> listed.put(member.path(), member.bare()));
    List<String> told = new ArrayList<>();
    for (Member member : found) {
      Member should = listed.remove(member.path());
      if (should == null) {
        told.add("not in the audit: " + member.path());
      } else if (!should.equals(member)) {
        told.add("is not what the audit says: " + member.path() + ": " + member);
      }
    }
    listed.keySet().forEach(path -> told.add("missing: " + path));
    return told;
  }
}
