package dev.postern.gateway.signin;

import java.math.BigInteger;

/**
 * Tells moduli made by the flawed key generator of CVE-2017-15361 (ROCA), whose private keys can be
 * computed. Its primes are, modulo every small prime, a power of 65537; so is their product, which
 * happens to other moduli about once in a hundred million.
 */
final class WeakPrimes {
  private static final int[] SMALL_PRIMES = {
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167
  };

  private WeakPrimes() {}

  /** Whether the modulus bears the mark of that generator. */
  static boolean made(BigInteger modulus) {
    for (int prime : SMALL_PRIMES) {
      if (!powerOfGenerator(modulus.mod(BigInteger.valueOf(prime)).intValue(), prime)) {
        return false;
      }
    }
    return true;
  }

  private static boolean powerOfGenerator(int residue, int prime) {
    int power = 1;
    do {
      if (power == residue) {
        return true;
      }
      power = (int) (power * 65537L % prime);
    } while (power != 1);
    return false;
  }
}
