package dev.postern.dist;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An image of one layer in one file, for {@code docker load} and for tools that read an OCI layout
 * (image-spec 1.1, image-layout.md); made without a daemon or a registry.
 */
final class ImageFile {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Nobody's number, as images without users of their own have it. */
  static final String USER = "65532:65532";

  private final Release release;
  private final Path scratch;

  ImageFile(Release release, Path scratch) {
    this.release = release;
    this.scratch = scratch;
  }

  /** Writes the image whose root file system this tree is. */
  void write(FileTree root, Path into) throws IOException {
    Path layer = scratch.resolve("layer");
    String unzipped = packed(root, layer);
    FileTree image = new FileTree(Files.createDirectory(scratch.resolve("image")));
    ObjectNode layerAt = blob(image, Files.readAllBytes(layer), LAYER);
    ObjectNode config = blob(image, JSON.writeValueAsBytes(config(unzipped)), CONFIG);
    ObjectNode manifest = JSON.createObjectNode();
    manifest.put("schemaVersion", 2).put("mediaType", MANIFEST);
    manifest.set("config", config);
    manifest.putArray("layers").add(layerAt);
    ObjectNode manifestAt = blob(image, JSON.writeValueAsBytes(manifest), MANIFEST);
    manifestAt.putObject("annotations").put("org.opencontainers.image.ref.name", release.version());
    ObjectNode index = JSON.createObjectNode();
    index.put("schemaVersion", 2).put("mediaType", INDEX);
    index.putArray("manifests").add(manifestAt);
    image.file("index.json", FileTree.PLAIN, JSON.writeValueAsBytes(index), "");
    image.text("oci-layout", "{\"imageLayoutVersion\":\"1.0.0\"}", "");
    image.file("manifest.json", FileTree.PLAIN, docker(config, layerAt), "");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(into))) {
      new TarWriter(out, release.built()).write(image.planned());
    }
  }

  /** Packs the layer and gives the digest of what is packed, which names it inside the config. */
  private String packed(FileTree root, Path layer) throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out =
        new DigestOutputStream(
            new GZIPOutputStream(new BufferedOutputStream(Files.newOutputStream(layer)), 1 << 16),
            digest)) {
      new TarWriter(out, release.built()).write(root.planned());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** docker's own index, of the time before OCI's. */
  private byte[] docker(ObjectNode config, ObjectNode layer) {
    var index = JSON.createArrayNode();
    ObjectNode image = index.addObject();
    image.put("Config", path(config));
    image.putArray("RepoTags").add("postern:" + release.version());
    image.putArray("Layers").add(path(layer));
    return JSON.writeValueAsBytes(index);
  }

  private ObjectNode config(String layer) {
    ObjectNode config = JSON.createObjectNode();
    config.put("created", release.built().toString());
    config.put("architecture", "amd64").put("os", "linux");
    ObjectNode run = config.putObject("config");
    run.put("User", USER);
    array(run, "Entrypoint", List.of("/opt/postern/jre/bin/java", "@/opt/postern/serve.options"));
    array(run, "Cmd", List.of("--config", "/etc/postern/postern.yaml"));
    array(run, "Env", List.of("PATH=/opt/postern/jre/bin", "LANG=C.UTF-8"));
    run.put("WorkingDir", "/var/lib/postern");
    run.put("StopSignal", "SIGTERM");
    run.putObject("Volumes").putObject("/var/lib/postern");
    // Docker asks this; Kubernetes has probes of its own for /readyz.
    ObjectNode health = run.putObject("Healthcheck");
    array(
        health,
        "Test",
        List.of(
            "CMD",
            "/opt/postern/jre/bin/java",
            "@/opt/postern/postern.options",
            "doctor",
            "--config",
            "/etc/postern/postern.yaml",
            "--only",
            "gateway-health"));
    health.put("Interval", 30_000_000_000L).put("Timeout", 10_000_000_000L);
    health.put("StartPeriod", 20_000_000_000L).put("Retries", 3);
    run.putObject("Labels")
        .put("org.opencontainers.image.title", "postern")
        .put("org.opencontainers.image.version", release.version())
        .put("org.opencontainers.image.revision", release.commit())
        .put("org.opencontainers.image.licenses", "Apache-2.0");
    ObjectNode system = config.putObject("rootfs");
    system.put("type", "layers").putArray("diff_ids").add("sha256:" + layer);
    config
        .putArray("history")
        .addObject()
        .put("created", release.built().toString())
        .put("created_by", "dist/build");
    return config;
  }

  private ObjectNode blob(FileTree image, byte[] content, String type) throws IOException {
    String digest = HexFormat.of().formatHex(sha256().digest(content));
    image.file("blobs/sha256/" + digest, FileTree.PLAIN, content, "");
    return JSON.createObjectNode()
        .put("mediaType", type)
        .put("digest", "sha256:" + digest)
        .put("size", content.length);
  }

  private static String path(ObjectNode descriptor) {
    return "blobs/" + descriptor.path("digest").asString("").replace(':', '/');
  }

  private static void array(ObjectNode in, String key, List<String> words) {
    var array = in.putArray(key);
    words.forEach(array::add);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every JDK has SHA-256", absent);
    }
  }
}
