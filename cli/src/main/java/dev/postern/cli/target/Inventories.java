package dev.postern.cli.target;

import dev.postern.cli.Trouble;
import dev.postern.gateway.inventory.Inventory;
import dev.postern.gateway.inventory.InventoryText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Inventories that were kept in files. */
public final class Inventories {
  /** The largest that is read. */
  private static final long LARGEST = 64L << 20;

  private Inventories() {}

  /**
   * What a target offered when the file was written.
   *
   * @throws Trouble when the file cannot be read, or is none
   */
  public static Inventory read(Path file) throws Trouble {
    try {
      if (Files.size(file) > LARGEST) {
        throw new Trouble(file + " is larger than any inventory");
      }
      return InventoryText.read(Files.readAllBytes(file));
    } catch (IOException unreadable) {
      throw new Trouble(file + " cannot be read: " + unreadable.getMessage(), unreadable);
    } catch (InventoryText.Unreadable foreign) {
      throw new Trouble(file + " is no inventory: " + foreign.getMessage(), foreign);
    }
  }
}
