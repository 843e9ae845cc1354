package dev.postern.gateway.config.yaml;

/**
 * Where something stands in a file.
 *
 * @param file the file's name, as its reader would find it from where the program was started
 * @param line from 1; 0 when the whole file is meant
 * @param column from 1, in characters; 0 when the whole file is meant
 */
public record Place(String file, int line, int column) {
  /** The whole file. */
  public static Place of(String file) {
    return new Place(file, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? file : file + ":" + line + ":" + column;
  }
}
