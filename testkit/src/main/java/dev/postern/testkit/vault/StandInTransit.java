package dev.postern.testkit.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** A transit engine at {@code transit/}: aes256-gcm96 with associated data. */
final class StandInTransit {
  private static final Pattern PATH = Pattern.compile("transit/(encrypt|decrypt)/([a-z0-9-]+)");
  private static final Pattern WRAPPED = Pattern.compile("vault:v([0-9]+):(.+)");

  private final Map<String, List<byte[]>> keys = new ConcurrentHashMap<>();
  private final SecureRandom random = new SecureRandom();

  void rotate(String key) {
    byte[] fresh = new byte[32];
    random.nextBytes(fresh);
    keys.computeIfAbsent(key, name -> new CopyOnWriteArrayList<>()).add(fresh);
  }

  /** Empty for a path that is not its own. */
  Optional<StandInVault.Reply> answer(String path, Map<String, String> body) {
    Matcher meant = PATH.matcher(path);
    if (!meant.matches() || !keys.containsKey(meant.group(2))) {
      return Optional.empty();
    }
    List<byte[]> versions = keys.getOrDefault(meant.group(2), List.of());
    byte[] about = decoded(body.getOrDefault("associated_data", ""));
    try {
      return Optional.of(
          meant.group(1).equals("encrypt")
              ? encrypted(versions, decoded(body.getOrDefault("plaintext", "")), about)
              : decrypted(versions, body.getOrDefault("ciphertext", ""), about));
    } catch (GeneralSecurityException wrong) {
      return Optional.of(
          new StandInVault.Reply(400, "{\"errors\":[\"cipher: message authentication failed\"]}"));
    }
  }

  private StandInVault.Reply encrypted(List<byte[]> versions, byte[] plain, byte[] about)
      throws GeneralSecurityException {
    byte[] nonce = new byte[12];
    random.nextBytes(nonce);
    byte[] sealed = cipher(Cipher.ENCRYPT_MODE, versions.getLast(), nonce, about).doFinal(plain);
    byte[] all = Arrays.copyOf(nonce, 12 + sealed.length);
    System.arraycopy(sealed, 0, all, 12, sealed.length);
    return new StandInVault.Reply(
        200,
        "{\"data\":{\"ciphertext\":\"vault:v%d:%s\"}}"
            .formatted(versions.size(), Base64.getEncoder().encodeToString(all)));
  }

  private static StandInVault.Reply decrypted(List<byte[]> versions, String text, byte[] about)
      throws GeneralSecurityException {
    Matcher wrapped = WRAPPED.matcher(text);
    if (!wrapped.matches() || Integer.parseInt(wrapped.group(1)) > versions.size()) {
      return new StandInVault.Reply(400, "{\"errors\":[\"invalid ciphertext\"]}");
    }
    byte[] all = decoded(wrapped.group(2));
    byte[] plain =
        cipher(
                Cipher.DECRYPT_MODE,
                versions.get(Integer.parseInt(wrapped.group(1)) - 1),
                Arrays.copyOf(all, 12),
                about)
            .doFinal(all, 12, all.length - 12);
    return new StandInVault.Reply(
        200,
        "{\"data\":{\"plaintext\":\"%s\"}}".formatted(Base64.getEncoder().encodeToString(plain)));
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] about)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
    cipher.updateAAD(about);
    return cipher;
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
  }
}
