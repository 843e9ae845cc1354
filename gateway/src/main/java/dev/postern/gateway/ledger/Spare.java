package dev.postern.gateway.ledger;

import java.io.IOException;

/**
 * The files of a part that is to come, with room that is written and mapped.
 *
 * @param leavesRoom all of the file of leaves
 * @param recordingsRoom the beginning of the file of recordings
 */
record Spare(
    Disk.Handle leaves,
    Disk.Window leavesRoom,
    Disk.Handle recordings,
    Disk.Window recordingsRoom) {
  void close() throws IOException {
    leaves.close();
    recordings.close();
  }
}
