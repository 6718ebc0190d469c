package io.nova.protocol;

import java.util.List;

/** All snapshots that a host should upload now; what is not in it is of no use any longer. */
public record SnapshotCopies(List<SnapshotCopy> copies) {

    public SnapshotCopies {
        copies = List.copyOf(copies);
    }
}
