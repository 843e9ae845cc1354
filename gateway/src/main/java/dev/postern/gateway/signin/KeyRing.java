package dev.postern.gateway.signin;

import static dev.postern.gateway.signin.SignInFault.UNFIT_KEY;
import static dev.postern.gateway.signin.SignInFault.UNKNOWN_KEY;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The usable keys of an issuer at one moment. Ids are unique in it: keys that share one are all
 * left out by {@link KeyReader}.
 *
 * @param keys the keys
 * @param unfit ids that the key set has, for keys that may not verify signatures
 */
record KeyRing(List<VerifyKey> keys, Set<String> unfit) {
  KeyRing {
    keys = List.copyOf(keys);
    unfit = Set.copyOf(unfit);
  }

  /**
   * The key for a token.
   *
   * @param id the header's {@code kid}; without one, there must be exactly one key that fits
   * @throws FaultFound with {@link SignInFault#UNKNOWN_KEY} when a newer key set might have it,
   *     {@link SignInFault#UNFIT_KEY} when the key is there and may not be used
   */
  VerifyKey find(Optional<String> id, Algorithm algorithm) throws FaultFound {
    List<VerifyKey> found =
        keys.stream()
            .filter(key -> id.isPresent() ? key.id().equals(id) : key.fits(algorithm))
            .toList();
    if (found.size() == 1 && found.getFirst().fits(algorithm)) {
      return found.getFirst();
    }
    boolean known = !found.isEmpty() || id.filter(unfit::contains).isPresent();
    throw new FaultFound(known ? UNFIT_KEY : UNKNOWN_KEY);
  }

  /** This ring with the objects of the older one for keys that did not change; others retire. */
  KeyRing succeeding(KeyRing older) {
    Map<String, VerifyKey> old =
        older.keys.stream()
            .collect(Collectors.toMap(VerifyKey::thumbprint, Function.identity(), (a, _) -> a));
    Map<String, VerifyKey> gone = new HashMap<>(old);
    List<VerifyKey> kept =
        keys.stream()
            .map(key -> {
              gone.remove(key.thumbprint());
              VerifyKey same = old.get(key.thumbprint());
              return same != null ? same : key;
            })
            .toList();
    gone.values().forEach(VerifyKey::retire);
    return new KeyRing(kept, unfit);
  }
}
