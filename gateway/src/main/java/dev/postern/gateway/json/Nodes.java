package dev.postern.gateway.json;

import java.util.Arrays;

/**
 * A growing set of nodes of one document, in the order of its text once {@link #settle} was called.
 */
final class Nodes {
  private int[] nodes = new int[8];
  private int size;
  private boolean ascending = true;

  void add(int node) {
    if (size == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * size);
    }
    ascending &= size == 0 || nodes[size - 1] < node;
    nodes[size++] = node;
  }

  int size() {
    return size;
  }

  int get(int index) {
    return nodes[index];
  }

  /** Sorts and drops repetitions; steps that do not start from nested values need neither. */
  void settle() {
    if (ascending) {
      return;
    }
    Arrays.sort(nodes, 0, size);
    int kept = 1;
    for (int i = 1; i < size; i++) {
      if (nodes[i] != nodes[kept - 1]) {
        nodes[kept++] = nodes[i];
      }
    }
    size = kept;
    ascending = true;
  }
}
