package dev.postern.kernel.cedar;

/**
 * A place in a source.
 *
 * @param file the source's name, as it was given
 * @param line from 1
 * @param column from 1, in Unicode code points
 */
public record Position(String file, int line, int column) {
  @Override
  public String toString() {
    return file + ":" + line + ":" + column;
  }
}
