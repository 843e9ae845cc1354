package dev.postern.gateway.vault;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-256-GCM (NIST SP 800-38D) with a nonce of 96 random bits in front of what is sealed and a tag
 * of 128 bits behind it.
 */
final class Sealing {
  /** The length of a key, in octets. */
  static final int KEY = 32;

  private static final int NONCE = 12;
  private static final int TAG = 16;

  /** How much longer a sealed text is than a plain one. */
  static final int OVERHEAD = NONCE + TAG;

  private Sealing() {}

  /** Seals a text, bound to {@code about}. */
  static byte[] seal(byte[] key, byte[] plain, byte[] about, SecureRandom random) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    byte[] sealed = Arrays.copyOf(nonce, NONCE + plain.length + TAG);
    try {
      cipher(Cipher.ENCRYPT_MODE, key, nonce, about).doFinal(plain, 0, plain.length, sealed, NONCE);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES-GCM", impossible);
    }
    return sealed;
  }

  /**
   * Opens a sealed text.
   *
   * @throws VaultFault when key, text or {@code about} is not what it was sealed with
   */
  static byte[] open(byte[] key, byte[] sealed, byte[] about) throws VaultFault {
    if (sealed.length < OVERHEAD) {
      throw new VaultFault("a sealed text is too short");
    }
    try {
      return cipher(Cipher.DECRYPT_MODE, key, Arrays.copyOf(sealed, NONCE), about)
          .doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (AEADBadTagException wrong) {
      throw new VaultFault("it was sealed under another key, or altered", wrong);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES-GCM", impossible);
    }
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] about)
      throws GeneralSecurityException {
    if (key.length != KEY) {
      throw new IllegalArgumentException("a key has " + KEY + " octets");
    }
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    cipher.updateAAD(about);
    return cipher;
  }
}
